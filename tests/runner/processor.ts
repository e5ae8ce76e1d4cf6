/** What tests cost by the processor, since the clock counts whatever else the machine does as well. */

/** Linux tells times to programs in this unit. */
const TICKS_PER_SECOND = 100;

/**
 * A meter that answers, each time, the processor seconds of the children of this process that have
 * ended since it last did, with those of their children that they saw end. Asked when a child has
 * ended it tells what that one took; 0 where the system does not tell.
 */
export function processorMeter(read = readStat): () => number {
  let told = endedSeconds(read());
  return () => {
    const before = told;
    told = endedSeconds(read());
    return told - before;
  };
}

/** @param stat /proc/self/stat: cutime and cstime are its 16th and 17th field */
function endedSeconds(stat: string): number {
  // The second field is the program's name in brackets, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 1).trim().split(" ");
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND;
}

function readStat(): string {
  try {
    return Deno.readTextFileSync("/proc/self/stat");
  } catch {
    return "";
  }
}
