package screen

import "strings"

// How much a token tells somebody apart, beside an ordinary one's 1.
const (
	weightFamily   = 1.4
	weightBusiness = 0.5 // words that many companies have in their names
	weightInitial  = 0.25
	weightParticle = 0.15
	weightIdle     = 0.1 // legal forms and titles
)

// setOf is a set of the words of a text.
func setOf(text string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

var (
	legalForms = setOf(`ltd limited llc llp lp inc incorporated corp corporation co company companies plc gmbh ag kg kgaa mbh ohg ug se sa sas sarl srl spa
		sl slu bv nv vof cv oy oyj ab as asa aps kft zrt doo dd ad ead ood eood sro spzoo zoo jsc ojsc cjsc pjsc ao oao zao pao ooo tov too fze fzco fzc fzllc
		wll psc pjsco saog saoc pte pvt pty sdn bhd kk gk tbk pt cooperativa ltda eirl sapi cia joint stock public private open closed jointstock obshchestvo aktsionernoe`)
	titles = setOf(`mr mrs ms miss dr prof professor sir hon engineer eng ing general gen colonel col major maj captain capt lieutenant lt brigadier admiral
		sheikh shaykh sheik shaikh haji hajji hajj mullah mulla maulawi mawlawi sayyid sayed seyed hojjatoleslam ayatollah president minister don dona senor herr frau
		monsieur madame jr sr ii iii iv phd`)
	particles = setOf(`al el ul an ar as at az ad bin ben ibn bint binti ould de da do dos das del della dello di du la le les los las van von der den ter ten zu zur
		the of and for und et y e i und degli`)
	business = setOf(`trading trade general international intl group groupe holding holdings services service industries industry industrial technology technologies tech
		bank banking shipping marine maritime commercial commerce enterprise enterprises import export investment investments development solutions systems global energy
		oil gas petroleum petrochemical petrochemicals construction foundation organization organisation institute research center centre university ministry national
		state logistics transport transportation aviation airlines engineering electronics equipment machine building plant factory management consulting financial finance
		capital partners computing cloud data digital network networks media medical pharma supply star ocean sea`)
)

func weightOf(text string) float64 {
	switch {
	case legalForms[text], titles[text]:
		return weightIdle
	case particles[text]:
		return weightParticle
	case len(text) == 1:
		return weightInitial
	case business[text]:
		return weightBusiness
	}
	return 1
}
