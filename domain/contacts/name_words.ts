/**
 * Words that reveal the structure of a full name, collected from Wikipedia's lists "Nobiliary
 * particle", "Title", "Post-nominal letters", "List of common Chinese surnames", "List of Korean
 * surnames" and "List of the most common surnames in Spain", except those that are also given
 * names.
 */

const words = (...lists: string[]) => new Set(lists.flatMap((list) => list.split(" ")));

/** Before a name, without dots, in lower case. */
export const titles = words(
  "mr mrs ms miss mx master sir dame lord lady madam dr doctor prof professor rev reverend fr capt",
  "captain col lt sgt herr frau fräulein hr fru frk dipl ing dipl-ing mag mme mlle monsieur madame",
  "mademoiselle maître sr sra srta señor señora señorita doña dott dottssa dottor dottoressa sig",
  "sigra signor signora signorina avv arch ingegnere geom senhor senhora dra eng engª dhr mevr",
  "mevrouw meneer mw drs ir pani inż mgr г-н г-жа господин госпожа",
);

/** After a name, with or without a comma. */
export const suffixes = words("jr jnr junior ii iii iv phd mba cpa esq esquire dds dvm");

/** Only after a comma: "Ma" and "Do" are also names. */
export const degrees = words(
  "sr snr v md ma ba bsc msc meng beng llm llb jd rn do dr prof dphil edd psyd pharmd mph pmp cfa",
  "frcs obe mbe cbe dipl-ing ing csc cpa facs pe",
);

/** They begin a last name; none is a given name. */
export const particles = words(
  "van von vom zu zum zur de del della delle dello degli dei di da du des den der het ter vande",
  "vanden vander dos das le la las los lo dal dalla saint st ste af av bin bint ibn abu mac",
);

/** The same, if written in lower case. */
export const smallParticles = words("do te ten el al ben y e i zum auf in t");

/** They join two surnames: "Ortega y Gasset". */
export const joiners = words("y e i");

/** With "de", "del", "de la" or "de los" they form one given name: "María del Carmen". */
export const marianNames = words("maría maria ma mª josé jose juan rosa ana");
export const marianWords = words(
  "carmen ángeles angeles pilar mar rosario jesús jesus dolores mercedes concepción luz sol rocío",
  "socorro consuelo fátima guadalupe lourdes soledad paz refugio remedios nieves milagros gracia",
  "montserrat angustias asunción dios socorro esperanza",
);

/** Frequent first surnames in Spanish; those in -ez are recognised by the ending. */
export const firstSurnames = words(
  "garcía garcia martín martin ruiz díaz diaz moreno muñoz romero navarro torres ramos castro",
  "ortiz ortega reyes cruz flores herrera medina vargas silva rojas mendoza aguilar morales",
  "rivera santos serrano molina delgado rubio marín iglesias guerrero cortés castillo garrido",
  "santana guzmán vega campos vidal cabrera salazar contreras espinoza espinosa soto sandoval",
);

/** The most frequent Chinese surnames of one character, simplified and traditional. */
export const chineseSurnames = new Set(
  "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏" +
    "钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文",
);

/** Chinese surnames of two characters. */
export const chineseDoubleSurnames = new Set(
  ["欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "皇甫", "慕容", "令狐", "司徒"],
);

export const koreanSurnames = new Set(
  "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용",
);
