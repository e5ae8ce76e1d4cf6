/** Header rows as people have them, of programs and by hand, and what each must be read as. */
import assert from "node:assert/strict";
import { mapColumns } from "./columns.ts";
import { mappingOf } from "./applied_mapping.ts";

interface Export {
  of: string;
  headers: string;
  mapping: Record<string, string>;
  otherEmails?: string[];
}

const EXPORTS: Export[] = [
  {
    of: "Google Contacts, old",
    headers: "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi," +
      "Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name," +
      "Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage," +
      "Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership," +
      "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,E-mail 3 - Type," +
      "E-mail 3 - Value,IM 1 - Type,IM 1 - Service,IM 1 - Value,Phone 1 - Type,Phone 1 - Value," +
      "Phone 2 - Type,Phone 2 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street," +
      "Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code," +
      "Address 1 - Country,Address 1 - Extended Address,Organization 1 - Type," +
      "Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title," +
      "Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location," +
      "Organization 1 - Job Description,Website 1 - Type,Website 1 - Value",
    mapping: {
      email: "E-mail 1 - Value",
      first_name: "Given Name",
      last_name: "Family Name",
      phone: "Phone 1 - Value",
      company: "Organization 1 - Name",
      job_title: "Organization 1 - Title",
      country: "Address 1 - Country",
    },
    otherEmails: ["E-mail 2 - Value", "E-mail 3 - Value"],
  },
  {
    of: "Google Contacts, new",
    headers: "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name," +
      "Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name," +
      "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label," +
      "E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value," +
      "Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted," +
      "Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region," +
      "Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address," +
      "Website 1 - Label,Website 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value",
    mapping: {
      email: "E-mail 1 - Value",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Phone 1 - Value",
      company: "Organization Name",
      job_title: "Organization Title",
      country: "Address 1 - Country",
    },
    otherEmails: ["E-mail 2 - Value"],
  },
  {
    of: "Outlook.com",
    headers: "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi," +
      "E-mail Address,E-mail 2 Address,E-mail 3 Address,Home Phone,Home Phone 2,Business Phone," +
      "Business Phone 2,Mobile Phone,Car Phone,Other Phone,Primary Phone,Pager,Business Fax," +
      "Home Fax,Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,IMAddress," +
      "Job Title,Department,Company,Office Location,Manager's Name,Assistant's Name," +
      "Assistant's Phone,Company Yomi,Business Street,Business City,Business State," +
      "Business Postal Code,Business Country/Region,Home Street,Home City,Home State," +
      "Home Postal Code,Home Country/Region,Other Country/Region,Personal Web Page,Spouse," +
      "Schools,Hobby,Location,Web Page,Birthday,Anniversary,Notes",
    mapping: {
      email: "E-mail Address",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Mobile Phone",
      company: "Company",
      job_title: "Job Title",
      country: "Business Country/Region",
    },
    otherEmails: ["E-mail 2 Address", "E-mail 3 Address"],
  },
  {
    of: "Outlook for Windows",
    headers: "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title," +
      "Business Street,Business City,Business Country/Region,Business Fax,Business Phone," +
      "Home Phone,Company Main Phone,Account,E-mail Address,E-mail Type,E-mail Display Name," +
      "E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,Gender,Government ID Number," +
      "Internet Free Busy,Organizational ID Number,Referred By,User 1",
    mapping: {
      email: "E-mail Address",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Business Phone",
      company: "Company",
      job_title: "Job Title",
      country: "Business Country/Region",
    },
    otherEmails: ["E-mail 2 Address"],
  },
  {
    of: "Outlook in German",
    headers: "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position," +
      "Straße geschäftlich,Ort geschäftlich,Land/Region geschäftlich,Fax geschäftlich," +
      "Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name," +
      "E-Mail 2: Adresse,E-Mail 2: Typ,Geburtstag,Webseite",
    mapping: {
      email: "E-Mail-Adresse",
      first_name: "Vorname",
      last_name: "Nachname",
      phone: "Mobiltelefon",
      company: "Firma",
      job_title: "Position",
      country: "Land/Region geschäftlich",
    },
    otherEmails: ["E-Mail 2: Adresse"],
  },
  {
    of: "LinkedIn connections",
    headers: "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    mapping: {
      email: "Email Address",
      first_name: "First Name",
      last_name: "Last Name",
      company: "Company",
      job_title: "Position",
    },
  },
  {
    of: "Mailchimp",
    headers: "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING," +
      "OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE," +
      "CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS",
    mapping: {
      email: "Email Address",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Phone Number",
    },
  },
  {
    of: "HubSpot",
    headers: "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status," +
      "Last Activity Date,Create Date,Associated Company,Company name,Job Title,Email Domain," +
      "Unsubscribed from all email,Marketing contact status,Country/Region",
    mapping: {
      email: "Email",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Phone Number",
      company: "Company name",
      job_title: "Job Title",
      country: "Country/Region",
    },
  },
  {
    of: "Salesforce report",
    headers: "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City," +
      "Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Fax,Mobile,Email," +
      "Account Owner,Email Opt Out,Last Activity",
    mapping: {
      email: "Email",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Phone",
      company: "Account Name",
      job_title: "Title",
      country: "Mailing Country",
    },
  },
  {
    of: "Salesforce Data Loader",
    headers: "ID,ACCOUNTID,LASTNAME,FIRSTNAME,SALUTATION,NAME,MAILINGCOUNTRY,PHONE,MOBILEPHONE," +
      "EMAIL,TITLE,LEADSOURCE,HASOPTEDOUTOFEMAIL,LASTACTIVITYDATE,EMAILBOUNCEDREASON",
    mapping: {
      email: "EMAIL",
      first_name: "FIRSTNAME",
      last_name: "LASTNAME",
      phone: "PHONE",
      job_title: "TITLE",
      country: "MAILINGCOUNTRY",
    },
  },
  {
    of: "Thunderbird",
    headers: "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email," +
      "Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address," +
      "Home City,Home Country,Work Address,Work Country,Job Title,Department,Organization",
    mapping: {
      email: "Primary Email",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Mobile Number",
      company: "Organization",
      job_title: "Job Title",
      country: "Work Country",
    },
    otherEmails: ["Secondary Email"],
  },
  {
    of: "Yahoo",
    headers: "First,Middle,Last,Nickname,Email,Category,Distribution Lists,Messenger ID,Home," +
      "Work,Pager,Fax,Mobile,Other,Yahoo Phone,Primary,Alternate Email 1,Alternate Email 2," +
      "Personal Website,Title,Company,Work Country,Home Country",
    mapping: {
      email: "Email",
      first_name: "First",
      last_name: "Last",
      phone: "Mobile",
      company: "Company",
      job_title: "Title",
      country: "Work Country",
    },
    otherEmails: ["Alternate Email 1", "Alternate Email 2"],
  },
  {
    of: "Pipedrive",
    headers: "Person - ID,Person - Name,Person - Organization,Person - Email - Work," +
      "Person - Email - Home,Person - Phone - Work,Person - Phone - Mobile,Person - Open deals",
    mapping: {
      email: "Person - Email - Work",
      phone: "Person - Phone - Work",
      company: "Person - Organization",
      full_name: "Person - Name",
    },
    otherEmails: ["Person - Email - Home"],
  },
  {
    of: "Zoho CRM",
    headers: "Record Id,Contact Owner,First Name,Last Name,Account Name,Email,Title,Department," +
      "Phone,Mobile,Secondary Email,Email Opt Out,Mailing Country",
    mapping: {
      email: "Email",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Phone",
      company: "Account Name",
      job_title: "Title",
      country: "Mailing Country",
    },
    otherEmails: ["Secondary Email"],
  },
  {
    of: "Shopify customers",
    headers: "Customer ID,First Name,Last Name,Email,Accepts Email Marketing," +
      "Default Address Company,Default Address Address1,Default Address City," +
      "Default Address Country Code,Default Address Zip,Default Address Phone,Phone," +
      "Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags",
    mapping: {
      email: "Email",
      first_name: "First Name",
      last_name: "Last Name",
      phone: "Phone",
      company: "Default Address Company",
      country: "Default Address Country Code",
    },
  },
  {
    of: "WooCommerce",
    headers: "order_id,order_status,billing_first_name,billing_last_name,billing_company," +
      "billing_email,billing_phone,billing_country,shipping_country,order_total",
    mapping: {
      email: "billing_email",
      first_name: "billing_first_name",
      last_name: "billing_last_name",
      phone: "billing_phone",
      company: "billing_company",
      country: "billing_country",
    },
  },
  {
    of: "Stripe customers",
    headers: "id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card Brand",
    mapping: { email: "Email", full_name: "Name" },
  },
  {
    of: "Constant Contact",
    headers: "Email address,First name,Last name,Job title,Company,Email status," +
      "Email permission status,Email update source,Phone - mobile,Phone - work,Country - Work",
    mapping: {
      email: "Email address",
      first_name: "First name",
      last_name: "Last name",
      phone: "Phone - mobile",
      company: "Company",
      job_title: "Job title",
      country: "Country - Work",
    },
  },
  {
    of: "Brevo",
    headers: "CONTACT ID,EMAIL,NOM,PRENOM,SMS,DOUBLE_OPT-IN,ADDED_TIME,MODIFIED_TIME",
    mapping: { email: "EMAIL", first_name: "PRENOM", last_name: "NOM", phone: "SMS" },
  },
  {
    of: "a script in snake case",
    headers: "id,email_address,first_name,last_name,tel_no,company_name,job_title,created_at",
    mapping: {
      email: "email_address",
      first_name: "first_name",
      last_name: "last_name",
      phone: "tel_no",
      company: "company_name",
      job_title: "job_title",
    },
  },
  {
    of: "a script in camel case",
    headers: "userId,emailAddr,firstName,lastName,phoneNumber,companyName,jobTitle,countryCode",
    mapping: {
      email: "emailAddr",
      first_name: "firstName",
      last_name: "lastName",
      phone: "phoneNumber",
      company: "companyName",
      job_title: "jobTitle",
      country: "countryCode",
    },
  },
];

/** Lists as people write them by hand. */
const LANGUAGES: [headers: string, mapping: Record<string, string>][] = [
  ["Vorname;Name;E-Mail;Telefonnummer;Firma;Funktion;Land", {
    email: "E-Mail",
    first_name: "Vorname",
    last_name: "Name",
    phone: "Telefonnummer",
    company: "Firma",
    job_title: "Funktion",
    country: "Land",
  }],
  ["Nachname;Vorname;Mailadresse;Handy;Unternehmen;Berufsbezeichnung", {
    email: "Mailadresse",
    first_name: "Vorname",
    last_name: "Nachname",
    phone: "Handy",
    company: "Unternehmen",
    job_title: "Berufsbezeichnung",
  }],
  ["Nom;Prénom;Adresse e-mail;Téléphone portable;Société;Fonction;Pays", {
    email: "Adresse e-mail",
    first_name: "Prénom",
    last_name: "Nom",
    phone: "Téléphone portable",
    company: "Société",
    job_title: "Fonction",
    country: "Pays",
  }],
  ["Nom complet;Courriel;N° de téléphone;Raison sociale;Intitulé du poste", {
    email: "Courriel",
    phone: "N° de téléphone",
    company: "Raison sociale",
    job_title: "Intitulé du poste",
    full_name: "Nom complet",
  }],
  ["Nombre;Apellidos;Correo electrónico;Teléfono móvil;Empresa;Puesto;País", {
    email: "Correo electrónico",
    first_name: "Nombre",
    last_name: "Apellidos",
    phone: "Teléfono móvil",
    company: "Empresa",
    job_title: "Puesto",
    country: "País",
  }],
  ["Nombre y apellidos;Dirección de correo electrónico;Celular", {
    email: "Dirección de correo electrónico",
    phone: "Celular",
    full_name: "Nombre y apellidos",
  }],
  ["Nome;Sobrenome;E-mail;Telefone;Empresa;Cargo;País", {
    email: "E-mail",
    first_name: "Nome",
    last_name: "Sobrenome",
    phone: "Telefone",
    company: "Empresa",
    job_title: "Cargo",
    country: "País",
  }],
  ["Nome;Cognome;Indirizzo e-mail;Cellulare;Azienda;Ruolo;Paese", {
    email: "Indirizzo e-mail",
    first_name: "Nome",
    last_name: "Cognome",
    phone: "Cellulare",
    company: "Azienda",
    job_title: "Ruolo",
    country: "Paese",
  }],
  ["Voornaam;Achternaam;E-mailadres;Telefoonnummer;Bedrijf;Functie;Land", {
    email: "E-mailadres",
    first_name: "Voornaam",
    last_name: "Achternaam",
    phone: "Telefoonnummer",
    company: "Bedrijf",
    job_title: "Functie",
    country: "Land",
  }],
  ["Imię;Nazwisko;Adres e-mail;Numer telefonu;Nazwa firmy;Stanowisko;Kraj", {
    email: "Adres e-mail",
    first_name: "Imię",
    last_name: "Nazwisko",
    phone: "Numer telefonu",
    company: "Nazwa firmy",
    job_title: "Stanowisko",
    country: "Kraj",
  }],
  ["Förnamn;Efternamn;E-post;Mobilnummer;Företag;Befattning", {
    email: "E-post",
    first_name: "Förnamn",
    last_name: "Efternamn",
    phone: "Mobilnummer",
    company: "Företag",
    job_title: "Befattning",
  }],
  ["Fornavn;Efternavn;E-mailadresse;Telefonnummer;Virksomhed;Stilling", {
    email: "E-mailadresse",
    first_name: "Fornavn",
    last_name: "Efternavn",
    phone: "Telefonnummer",
    company: "Virksomhed",
    job_title: "Stilling",
  }],
  ["Fornavn;Etternavn;E-postadresse;Mobil;Bedrift;Stilling", {
    email: "E-postadresse",
    first_name: "Fornavn",
    last_name: "Etternavn",
    phone: "Mobil",
    company: "Bedrift",
    job_title: "Stilling",
  }],
  ["Jméno;Příjmení;E-mailová adresa;Telefonní číslo;Název firmy;Pozice;Země", {
    email: "E-mailová adresa",
    first_name: "Jméno",
    last_name: "Příjmení",
    phone: "Telefonní číslo",
    company: "Název firmy",
    job_title: "Pozice",
    country: "Země",
  }],
  ["Ad;Soyad;E-posta adresi;Cep Telefonu;Şirket;Unvan;Ülke", {
    email: "E-posta adresi",
    first_name: "Ad",
    last_name: "Soyad",
    phone: "Cep Telefonu",
    company: "Şirket",
    job_title: "Unvan",
    country: "Ülke",
  }],
  ["ADI SOYADI;E-POSTA;ŞİRKET ADI", {
    email: "E-POSTA",
    company: "ŞİRKET ADI",
    full_name: "ADI SOYADI",
  }],
  ["Имя;Фамилия;Электронная почта;Телефон;Компания;Должность;Страна", {
    email: "Электронная почта",
    first_name: "Имя",
    last_name: "Фамилия",
    phone: "Телефон",
    company: "Компания",
    job_title: "Должность",
    country: "Страна",
  }],
  ["ФИО;Эл. почта;Номер телефона;Организация", {
    email: "Эл. почта",
    phone: "Номер телефона",
    company: "Организация",
    full_name: "ФИО",
  }],
  ["姓;名;メールアドレス;電話番号;会社名;役職;国", {
    email: "メールアドレス",
    first_name: "名",
    last_name: "姓",
    phone: "電話番号",
    company: "会社名",
    job_title: "役職",
    country: "国",
  }],
  ["氏名;Eメール;携帯電話;会社", {
    email: "Eメール",
    phone: "携帯電話",
    company: "会社",
    full_name: "氏名",
  }],
  ["姓名;电子邮箱;手机号码;公司名称;职位;国家", {
    email: "电子邮箱",
    phone: "手机号码",
    company: "公司名称",
    job_title: "职位",
    full_name: "姓名",
    country: "国家",
  }],
  ["Name;Surname;Email", { email: "Email", first_name: "Name", last_name: "Surname" }],
  ["Prenom;Nom;Mel;Telephone;Societe", {
    email: "Mel",
    first_name: "Prenom",
    last_name: "Nom",
    phone: "Telephone",
    company: "Societe",
  }],
];

function mapped(headers: string[]) {
  const outcome = mapColumns(headers, { asked: null, remembered: null });
  assert.ok(outcome.outcome === "mapped", JSON.stringify(outcome));
  return outcome.columns;
}

for (const { of, headers, mapping, otherEmails = [] } of EXPORTS) {
  Deno.test(`columns: an export of ${of} is mapped by itself`, () => {
    const columns = mapped(headers.split(","));
    assert.deepEqual(mappingOf(columns), mapping);
    const others = columns.filter((column) => column.role === "other_email");
    assert.deepEqual(others.map((column) => column.header), otherEmails);
    // A program's own headers are known, not guessed.
    assert.ok(columns.every(({ how }) => how !== "similar"));
  });
}

for (const [headers, mapping] of LANGUAGES) {
  Deno.test(`columns: "${headers}" is understood`, () => {
    assert.deepEqual(mappingOf(mapped(headers.split(";"))), mapping);
  });
}
