package screen

import "testing"

// Names that everybody knows in both ways of writing are the same, and others that share
// letters are not.
func TestSyllables(t *testing.T) {
	for _, c := range []struct {
		asked, listed string
		same          bool
	}{
		{"Teng Hsiao-p'ing", "DENG, Xiaoping", true},
		{"Mao Tse-tung", "MAO, Zedong", true},
		{"Chou En-lai", "ZHOU, Enlai", true},
		{"Chiang Ching-kuo", "JIANG, Jingguo", true},
		{"Ts'ao Hsüeh-ch'in", "CAO, Xueqin", true},
		{"Ssu-ma Ch'ien", "SIMA, Qian", true},
		{"Dr. Chang Tzu-yen", "ZHANG, Ziyan", true},
		{"Lan-t'ing Tu", "DU, Lanting", true},
		{"Roh Moo-hyun", "NO, Mu-hyeon", true},
		{"Rhee Syng-man", "YI, Sung-man", false}, // a spelling of his own
		{"Park Geun-hye", "PAK, Kun-hye", true},
		{"Jung Young-chul", "CHONG, Yong-chol", true},
		{"Lee Myung-bak", "YI, Myeongbak", true},
		{"Zhang Wei", "WANG, Wei", false},
		{"Chen Guang", "CHENG, Gang", false},
		{"Kim Min-su", "KIM, Nam-il", false},
		{"Tom Dan Mann", "DOM, Tan Man Ho Li", false},
		{"Hans Lang", "HAN, Sheng", false},
	} {
		s, _ := compare(fold(c.asked, false), fold(c.listed, true), true, false)
		if found := s >= DefaultThresholds.Near; found != c.same {
			t.Errorf("%s and %s: %.3f", c.asked, c.listed, s)
		}
	}
}

// A word may be cut in many ways, and only so many are kept, of names of any length.
func TestReadingsAreBounded(t *testing.T) {
	for _, word := range []string{"", "x", "angangangang", "ananananananananan", "eueueueueueu", "zhuangzhuangzhuangzhuang", "yoyoyoyo"} {
		for _, l := range []*language{&chinese, &korean} {
			all := l.readings(word)
			if len(all) > readingsMax {
				t.Errorf("%s: %d readings", word, len(all))
			}
			for _, r := range all {
				if len(r.syllables) > syllablesMax {
					t.Errorf("%s: %d syllables", word, len(r.syllables))
				}
			}
		}
	}
}
