package ivms101

import "regexp"

// leiForm is the datatype LEIText.
var leiForm = regexp.MustCompile(`^[0-9A-Z]{18}[0-9]{2}$`)

// leiProblem says what is wrong with a legal entity identifier, or nothing. Its last
// two digits check the others: with letters as 10 to 35 the whole is 1 modulo 97
// (ISO 17442-1 and ISO/IEC 7064, MOD 97-10).
func leiProblem(text string) string {
	if !leiForm.MatchString(text) {
		return "is no legal entity identifier, which is 18 letters or digits and 2 digits"
	}
	rest := 0
	for _, c := range []byte(text) {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	if rest != 1 {
		return "is no legal entity identifier: its last two digits do not fit the others (ISO 17442), so a character is wrong"
	}
	return ""
}
