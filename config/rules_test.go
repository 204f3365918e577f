package config

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const rulesSection = `
cards: [card.yaml]
sellers: [{name: s, card: c, upstreams: [u]}]
upstreams: [{name: u, url: "http://127.0.0.1:9"}]
rules:
  packs: [baseline, us, ./mine]
  facts: [parties.yaml]
  signers: [d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a]
`

func TestRulesOfTheFile(t *testing.T) {
	r := newServerReader(filepath.Join("etc", "house.yaml"))
	r.parseServer([]byte(rulesSection))
	for _, m := range r.Mistakes {
		if strings.Contains(m.Text, "rules") || m.Line > 5 {
			t.Errorf("%v", m)
		}
	}
	got := &r.server.Rules
	if !slices.Equal(got.Packs, []string{"baseline", "us", "etc/mine"}) || !slices.Equal(got.Facts, []string{"etc/parties.yaml"}) || len(got.Signers) != 1 || got.Signers[0][0] != 0xd7 {
		t.Errorf("%+v", got)
	}
	here := newServerReader("house.yaml")
	here.parseServer([]byte("rules: {packs: [./mine]}\n"))
	if !slices.Equal(here.server.Rules.Packs, []string{"./mine"}) {
		t.Errorf("beside the file: %v", here.server.Rules.Packs)
	}
	for text, code := range map[string]string{
		"packs: [us, us]": "element_duplicate", "signers: [abc]": "signer_invalid", "pack: [us]": "key_unknown", "packs: us": "type_wrong",
	} {
		r := newServerReader("house.yaml")
		r.parseServer([]byte("rules: {" + text + "}\n"))
		if !slices.ContainsFunc(r.Mistakes, func(m Mistake) bool { return m.Code == code }) {
			t.Errorf("%s: %v", text, r.Mistakes)
		}
	}
}
