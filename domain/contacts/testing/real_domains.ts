/** Correct domains: none of them may be taken for a typo. */

/** Mailbox providers in many countries. */
const mailboxes = `
gmail.com googlemail.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es
hotmail.nl hotmail.be hotmail.ch hotmail.se hotmail.no hotmail.dk hotmail.fi hotmail.gr hotmail.ca
hotmail.cl hotmail.com.br hotmail.com.ar hotmail.com.tr hotmail.com.au hotmail.co.jp hotmail.co.th
hotmail.co.nz hotmail.co.za hotmail.hu hotmail.my hotmail.sg hotmail.ph hotmail.rs hotmail.cz
outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.at outlook.be outlook.dk outlook.ie
outlook.jp outlook.pt outlook.co.id outlook.co.th outlook.com.br outlook.com.au outlook.com.ar
outlook.in outlook.kr outlook.sa outlook.my outlook.ph outlook.sg outlook.cl outlook.cz outlook.hu
live.com live.co.uk live.fr live.de live.nl live.it live.be live.ca live.se live.dk live.no live.cn
live.com.au live.com.mx live.jp msn.com passport.com windowslive.com office.com office365.com
yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca yahoo.in yahoo.co.in yahoo.co.jp
yahoo.co.kr yahoo.co.id yahoo.co.nz yahoo.co.th yahoo.co.za yahoo.com.ar yahoo.com.au yahoo.com.br
yahoo.com.cn yahoo.com.hk yahoo.com.mx yahoo.com.my yahoo.com.ph yahoo.com.sg yahoo.com.tr
yahoo.com.tw yahoo.com.vn yahoo.at yahoo.be yahoo.bg yahoo.cl yahoo.cz yahoo.dk yahoo.fi yahoo.gr
yahoo.hu yahoo.ie yahoo.nl yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se yahoo.cn yahoo.kr
ymail.com rocketmail.com myyahoo.com aol.com aol.co.uk aol.de aol.fr aim.com love.com icloud.com
me.com mac.com mail.com email.com gmx.com gmx.de gmx.net gmx.at gmx.ch gmx.fr gmx.us gmx.es web.de
freenet.de t-online.de arcor.de online.de posteo.de posteo.net mailbox.org kabelmail.de vodafone.de
proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com tutamail.com
fastmail.com fastmail.fm fastmail.net fastmail.org hushmail.com zoho.com zohomail.com hey.com
inbox.com inbox.lv inbox.ru mail.ru bk.ru list.ru internet.ru rambler.ru yandex.com yandex.ru
yandex.ua yandex.kz yandex.by ya.ru ukr.net i.ua meta.ua qq.com vip.qq.com foxmail.com 163.com
126.com yeah.net sina.com sina.cn sohu.com aliyun.com naver.com daum.net hanmail.net nate.com
rediffmail.com indiatimes.com sify.com orange.fr orange.es wanadoo.fr free.fr laposte.net sfr.fr
neuf.fr bbox.fr numericable.fr voila.fr club-internet.fr libero.it virgilio.it tiscali.it tin.it
alice.it tim.it fastwebnet.it poste.it pec.it telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl
planet.nl xs4all.nl home.nl chello.nl bluewin.ch sunrise.ch hispeed.ch a1.net aon.at chello.at
seznam.cz email.cz centrum.cz post.cz volny.cz azet.sk zoznam.sk wp.pl o2.pl onet.pl interia.pl
op.pl gazeta.pl freemail.hu citromail.hu abv.bg mail.bg telia.com spray.se bredband.net online.no
sapo.pt terra.es telefonica.net uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com
comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
optonline.net juno.com netzero.net frontier.com windstream.net roadrunner.com rr.com suddenlink.net
sympatico.ca rogers.com shaw.ca telus.net bell.net videotron.ca btinternet.com btopenworld.com
talktalk.net sky.com virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk plus.net o2.co.uk
bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz slingshot.co.nz fmail.com
hmail.com gotmail.com hitmail.com catmail.com dogmail.com usermail.com webmail.co.za mweb.co.za
`;

/** Employers and universities. */
const workplaces = `
google.com microsoft.com apple.com amazon.com meta.com facebook.com netflix.com oracle.com sap.com
salesforce.com adobe.com ibm.com intel.com nvidia.com cisco.com dell.com hp.com hpe.com vmware.com
siemens.com bosch.com basf.com bayer.com bmw.de daimler.com volkswagen.de lufthansa.com allianz.com
deutsche-bank.de commerzbank.de telekom.de dhl.com airbus.com total.com totalenergies.com loreal.com
renault.com michelin.com danone.com axa.com bnpparibas.com sncf.fr edf.fr unicredit.eu eni.com
enel.com ferrari.com fiat.com shell.com bp.com hsbc.com barclays.com vodafone.com unilever.com
tesco.com bbc.co.uk rolls-royce.com astrazeneca.com gsk.com philips.com asml.com ing.com heineken.com
nestle.com novartis.com roche.com ubs.com abb.com ikea.com ericsson.com volvo.com spotify.com
nokia.com maersk.com lego.com novonordisk.com equinor.com toyota.co.jp sony.com honda.com hitachi.com
panasonic.com samsung.com lg.com hyundai.com alibaba.com tencent.com baidu.com huawei.com tcs.com
infosys.com wipro.com tata.com reliance.com walmart.com costco.com target.com homedepot.com cvs.com
exxonmobil.com chevron.com ford.com gm.com tesla.com boeing.com ge.com 3m.com pfizer.com merck.com
jnj.com abbott.com visa.com mastercard.com paypal.com stripe.com goldmansachs.com jpmorgan.com
citi.com wellsfargo.com bankofamerica.com deloitte.com pwc.com kpmg.com ey.com mckinsey.com bcg.com
bain.com accenture.com capgemini.com atos.net harvard.edu mit.edu stanford.edu berkeley.edu yale.edu
ox.ac.uk cam.ac.uk imperial.ac.uk ucl.ac.uk ethz.ch epfl.ch tum.de lmu.de fu-berlin.de sorbonne.fr
uva.nl kuleuven.be uio.no ku.dk helsinki.fi u-tokyo.ac.jp nus.edu.sg unimelb.edu.au utoronto.ca
nasa.gov nih.gov europa.eu un.org who.int redcross.org greenpeace.org wikimedia.org mozilla.org
grail.com gail.com cloud.com cloud.co icloudsecurity.com email.de mail.de gmaillabs.com emails.com
mails.com ecloud.com incloud.com itcloud.com ipcloud.com mcloud.com oncloud.com outlooks.com
outbook.com lookout.com output.com wahoo.com wahoofitness.com yahoos.com zahoor.com verizonwireless.com
comcast.com xfinity.com horizon.net protomail.eu rocket.com fasttrack.com hotel.com hotels.com
motmail.de hotmailer.de thermail.com amail.com cmail.com kmail.com lmail.com qmail.com xmail.com
zmail.com gomail.com tommail.de domail.com gmail.de gmail.fr gmail.ru gmail.hu company.co startup.co
angel.co t.co shop.cm oman.om acme.co telecom.com dotcom.com concom.com commerce.com com.com
example.com example.org example.net mail.example.com gmial.example.com sub.gmial.com x.org
example.test a.b.c.example domain.community shop.company reisen.network bakery.coop site.name
`;

export const realDomains = (mailboxes + workplaces).trim().split(/\s+/);
