package screen

import (
	"testing"
)

// Whatever is asked, a score lies between 0 and 1, a name that is refused is refused
// again, and two tokens are as like the one way round as the other.
func FuzzScreen(f *testing.F) {
	for _, name := range []string{"Mohamed Yusuf al-Tariqi", "محمد يوسف الطارقي", "Вольногорский, Дмитрий", "欧阳振林", "S.A.R.L. J. B.", "abd al", "عبد", "Ο'Χάρα 9", "a b c d e f", "\xff\x00,"} {
		f.Add(name)
	}
	x := readIndex(f, "sdn.csv", "alt.csv")
	f.Fuzz(func(t *testing.T, name string) {
		matches, err := x.Screen(Subject{Name: name}, Thresholds{Hit: 0.9, Near: 0.2})
		again, errAgain := x.Screen(Subject{Name: name}, Thresholds{Hit: 0.9, Near: 0.2})
		if (err == nil) != (errAgain == nil) || len(matches) != len(again) {
			t.Fatalf("%q: %v and %v", name, err, errAgain)
		}
		for i, m := range matches {
			if m.Score < 0.2 || m.Score > 1+1e-9 || i > 0 && m.Score > matches[i-1].Score || len(m.Reasons) == 0 {
				t.Fatalf("%q: match %d is %+v", name, i, m)
			}
		}
		tokens := fold(name, true)
		for i := range tokens {
			for j := range tokens {
				one, _ := likeness(&tokens[i], &tokens[j])
				other, _ := likeness(&tokens[j], &tokens[i])
				if one != other || one < 0 || one > 1 {
					t.Fatalf("%q and %q are alike by %v and %v", tokens[i].text, tokens[j].text, one, other)
				}
			}
		}
	})
}
