/**
 * Known headers for a contact's fields: those of programs that people export from, and of hand-made
 * lists in the languages that Rollcall supports. Headers are compared by letters and digits only. A
 * new name for a field goes into this table or, in a language that has its own, into
 * `header_languages.ts`, and nowhere else.
 */
import type { MappingField } from "@rollcall/contracts/fields";

/** Best first: of two matching columns, the one with the better name gets the field. */
export const headerNames: Record<MappingField, readonly string[]> = {
  email: [
    ...["email", "email address", "primary email", "primary email address", "main email"],
    ...["default email", "preferred email", "contact email", "email id", "mail", "mail address"],
    ...["work email", "business email", "email work", "business email address", "company email"],
    ...["personal email", "home email", "private email", "email home", "email private"],
    ...["email value", "email addr", "mail id", "your email", "your email address", "user email"],
    ...["customer email", "client email", "subscriber email", "attendee email", "member email"],
    ...["person email work", "person email", "person email home", "billing email", "buyer email"],
    ...[
      "emails",
      "email addresses",
      "other email",
      "secondary email",
      "alternate email",
      "alternative email",
    ],
    ...["emailadresse", "mailadresse", "email geschäftlich"],
    ...["email privat", "geschäftliche email", "private emailadresse"],
    ...["adresse email", "adresse mail", "adresse électronique", "courriel", "mél"],
    ...["adresse courriel", "email professionnel", "mail professionnel", "email pro"],
    ...["correo electrónico", "correo", "dirección de correo", "correo e"],
    ...["dirección de correo electrónico", "dirección email", "email de trabajo"],
    ...["correio eletrônico", "correio electrónico", "endereço de email", "endereço eletrônico"],
    ...["indirizzo email", "posta elettronica", "indirizzo di posta", "indirizzo mail"],
    ...["indirizzo di posta elettronica", "casella email"],
    ...["emailadres", "mailadres", "adres email", "adres e-mailowy", "poczta elektroniczna"],
    ...["mejl", "epost", "epostadress", "epostadresse", "mejladress", "mailadress"],
    ...["emailová adresa", "mailová adresa", "eposta", "eposta adresi", "elektronik posta"],
    ...["эл почта", "электронная почта", "почта", "емейл", "емайл", "имейл", "адрес эл почты"],
    ...["адрес электронной почты", "メール", "メールアドレス", "eメール", "電子メール"],
    ...["邮箱", "电子邮箱", "电子邮件", "邮件", "邮箱地址", "电子邮件地址", "郵箱"],
    ...["電子郵件", "信箱"],
  ],
  first_name: [
    ...["first name", "given name", "forename", "fname", "first", "christian name", "given names"],
    ...["fnm", "fnam", "fstnam", "fstnm", "frstnm", "frstnam", "firstnm", "firstnam"],
    ...["contact first name", "customer first name", "your first name", "first names"],
    ...["billing first name", "attendee first name", "person first name"],
    ...["vorname", "vornamen", "rufname", "prénom", "prénoms", "nombre de pila", "primer nombre"],
    ...["nombres", "primeiro nome", "nome próprio", "prenome", "nome di battesimo", "voornaam"],
    ...["roepnaam", "imię", "imiona", "förnamn", "fornavn", "křestní jméno", "jméno křestní"],
    ...["imya", "名", "ファーストネーム"],
  ],
  last_name: [
    ...["last name", "family name", "surname", "lname", "last", "contact last name"],
    ...["lnm", "lnam", "lstnam", "lstnm", "lastnm", "lastnam", "surnam"],
    ...["customer last name", "your last name", "last names", "billing last name"],
    ...["attendee last name", "person last name"],
    ...["nachname", "familienname", "zuname", "nom de famille", "nom famille", "patronyme"],
    ...["apellidos", "apellido", "primer apellido", "sobrenome", "apelido", "apelidos"],
    ...["último nome", "cognome", "achternaam", "familienaam", "nazwisko", "efternamn"],
    ...["efternavn", "etternavn", "slektsnavn", "příjmení", "soyad", "soyadı", "soyisim"],
    ...["familiya", "фамилия", "姓", "苗字", "ラストネーム", "姓氏"],
  ],
  phone: [
    ...["phone", "phone number", "telephone", "telephone number", "primary phone number"],
    ...["phonno", "phnum", "phnno", "telnum", "デンワ", "デンワバンゴウ"],
    ...["main phone", "mobile", "mobile phone", "mobile number", "mobile phone number", "cell"],
    ...["cell phone", "cellphone number", "cell number", "business phone", "work phone"],
    ...["work phone number", "company phone", "office phone", "home phone", "contact number"],
    ...["contact phone", "tel", "tel no", "tel number", "phone no", "mobile no", "phone value"],
    ...["phone mobile", "phone work", "phone home", "person phone", "person phone work"],
    ...["person phone mobile", "billing phone", "default address phone", "sms"],
    ...[
      "phones",
      "phone numbers",
      "primary phone",
      "direct phone",
      "personal phone",
      "your phone",
      "whatsapp number",
    ],
    ...["telefon", "telefonnummer", "telefonnr", "tel nr", "handy", "handynummer", "mobil"],
    ...["mobilnummer", "mobiltelefon", "rufnummer", "telefon geschäftlich", "telefon mobil"],
    ...["telefon privat", "téléphone", "numéro de téléphone", "n° de téléphone", "portable"],
    ...["téléphone portable", "téléphone mobile", "numéro de portable", "tél portable"],
    ...["teléfono", "número de teléfono", "teléfono móvil", "móvil", "celular", "tlf"],
    ...["telefone", "número de telefone", "telemóvel", "telefone celular", "fone"],
    ...["telefono", "numero di telefono", "cellulare", "telefono cellulare", "recapito telefonico"],
    ...["telefoon", "telefoonnummer", "mobiel", "mobiele telefoon", "mobiel nummer", "gsm"],
    ...["numer telefonu", "nr telefonu", "telefon komórkowy", "komórka", "nr tel"],
    ...["mobilnr", "tlf nr", "telefonní číslo", "mobilní telefon", "telefon numarası"],
    ...["cep telefonu", "cep telefonu numarası", "телефон", "номер телефона", "моб телефон"],
    ...["мобильный телефон", "мобильный", "сотовый", "電話", "電話番号", "携帯", "携帯電話"],
    ...["携帯番号", "携帯電話番号", "电话", "电话号码", "手机", "手机号", "手机号码"],
    ...["联系电话", "電話號碼"],
  ],
  company: [
    ...["company", "company name", "organization", "organisation", "organization name"],
    ...["organisation name", "organization 1 name", "account name", "employer"],
    ...["business name", "business", "current company", "current employer", "workplace", "org"],
    ...["org name", "org id name", "name adressattyp unternehmen"],
    ...["associated company", "person organization", "billing company", "default address company"],
    ...["firm", "firma", "firmenname", "unternehmen", "unternehmensname"],
    ...["arbeitgeber", "société", "entreprise", "nom de la société", "nom de l’entreprise"],
    ...["raison sociale", "employeur", "empresa", "nombre de la empresa", "compañía"],
    ...["organización", "nome da empresa", "companhia", "organização", "azienda", "società"],
    ...["nome azienda", "ditta", "ragione sociale", "organizzazione", "bedrijf", "bedrijfsnaam"],
    ...["organisatie", "werkgever", "nazwa firmy", "przedsiębiorstwo", "organizacja", "företag"],
    ...["företagsnamn", "virksomhed", "firmanavn", "selskap", "bedrift", "arbejdsgiver"],
    ...["společnost", "název firmy", "název společnosti", "organizace", "şirket", "şirket adı"],
    ...["kurum", "компания", "организация", "фирма", "название компании", "место работы"],
    ...["会社", "会社名", "企業名", "勤務先", "所属", "公司", "公司名称", "单位"],
    ...["单位名称", "企业", "公司名稱"],
  ],
  job_title: [
    ...["job title", "organization title", "organization 1 title", "title"],
    ...["position", "job position", "role", "job role", "job", "occupation", "profession"],
    ...["designation", "current position", "current title", "company position"],
    ...["position title", "berufsbezeichnung", "stellenbezeichnung", "beruf", "funktion"],
    ...["poste", "fonction", "intitulé du poste", "métier", "cargo", "puesto"],
    ...["puesto de trabajo", "ocupación", "profesión", "função", "profissão", "qualifica", "ruolo"],
    ...["mansione", "posizione", "professione", "functie", "functietitel", "beroep", "stanowisko"],
    ...["zawód", "funkcja", "befattning", "jobbtitel", "yrke", "stilling", "stillingsbetegnelse"],
    ...["jobtitel", "pozice", "funkce", "pracovní pozice", "povolání", "unvan", "ünvan", "görev"],
    ...["pozisyon", "meslek", "должность", "профессия", "役職", "職種", "肩書", "肩書き"],
    ...["职位", "职务", "职称", "岗位", "職稱", "職位"],
  ],
  full_name: [
    ...["full name", "name", "contact name", "display name", "person name", "contact person"],
    ...["contact", "customer name", "client name", "attendee name", "subscriber name"],
    ...["member name", "your name", "participant name", "guest name", "names"],
    ...["first and last name", "first name and last name", "first last name", "name surname"],
    ...["vollständiger name", "vor und nachname", "vorname nachname", "vorname und nachname"],
    ...["name vorname", "nachname vorname", "ansprechpartner", "kontaktperson", "kontakt"],
    ...["nom complet", "nom et prénom", "nom prénom", "prénom et nom", "prénom nom", "nom"],
    ...["nombre completo", "nombre y apellidos", "nombre y apellido", "apellidos y nombre"],
    ...["nombre", "nome completo", "nome e sobrenome", "nome e apelido", "nome"],
    ...["nome e cognome", "cognome e nome", "nominativo", "volledige naam", "naam"],
    ...["voor en achternaam", "contactpersoon", "imię i nazwisko", "nazwisko i imię"],
    ...["fullständigt namn", "namn", "för och efternamn", "fulde navn", "fullt navn", "navn"],
    ...["celé jméno", "jméno a příjmení", "příjmení a jméno", "jméno"],
    ...["ad soyad", "adı soyadı", "ad ve soyad"],
    ...["シメイ", "ナマエ"],
    ...["isim soyisim", "adı", "isim", "имя", "фио"],
    ...["полное имя", "имя и фамилия", "фамилия и имя", "фамилия имя отчество", "имя фамилия"],
    ...["контактное лицо", "氏名", "お名前", "名前", "担当者名"],
    ...["担当者", "姓名", "名字", "联系人"],
  ],
  country: [
    ...["country", "country region", "country name", "country code", "country of residence"],
    ...["business country region", "business country", "work country", "country work"],
    ...["home country region", "country home"],
    ...["home country", "mailing country", "address 1 country", "address country"],
    ...["default address country code", "default address country", "land region geschäftlich"],
    ...["billing country", "shipping country", "other country", "land", "land region"],
    ...["pays", "pays région", "país", "país región", "país região", "paese", "nazione"],
    ...["kraj", "země", "stát", "ülke", "страна", "国", "国名", "国家", "國家", "国家地区"],
  ],
};

/**
 * Headers that just mean "name": beside a column for one half of a name they are the other half, as
 * in "Vorname, Name" and "Nombre, Apellidos"; alone they are the full name.
 */
export const halfNames: Record<"first_name" | "last_name", readonly string[]> = {
  first_name: [
    ...["name", "nombre", "nome", "jméno", "имя", "ad", "adı", "isim", "名前", "名字", "όνομα"],
    ...["ім'я", "име", "ime", "meno", "nom", "이름", "الاسم", "اسم", "שם", "نام", "नाम"],
    ...["ชื่อ", "nama", "nimi"],
  ],
  last_name: ["name", "name 1", "sn", "nom", "naam", "navn", "namn", "nume", "nafn", "név"],
};

/**
 * The names that misspelt headers are compared with: long ones that no other word is close to.
 * ("county" is one letter from "country", "employee" from "employer".)
 */
export const likenessNames: Partial<Record<MappingField, readonly string[]>> = {
  email: ["email", "email address", "emailadresse", "primary email", "work email"],
  first_name: ["first name", "given name", "forename", "vorname"],
  last_name: ["last name", "family name", "surname", "nachname"],
  phone: ["phone", "phone number", "telephone", "mobile phone", "mobile number", "telefonnummer"],
  company: ["company", "company name", "organization", "organisation", "organization name"],
  job_title: ["job title", "berufsbezeichnung"],
  full_name: ["full name", "contact name"],
};

/** Words that look like a misspelt name but are not. */
export const otherWords: readonly string[] = [
  "phoned",
  "phony",
  "contract name",
  "list name",
  "lost name",
];

/**
 * A header in the form in which it is compared.
 *
 * ```ts
 * assert.equal(headerKey("E-Mail Address"), headerKey("email_address"));
 * ```
 */
export function headerKey(header: string): string {
  return folded(header).replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * By Unicode's full case folding, and by Turkish and Azeri rules with it: the four letters i are one.
 *
 * ```ts
 * assert.equal(folded("STRASSE"), folded("straße"));
 * ```
 */
export function folded(text: string): string {
  return text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
