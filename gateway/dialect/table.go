package dialect

// table is every dialect there is. Adding one is its file and its line here.
var table = []*Dialect{
	&chat, &responses, &completions, &embeddings, &moderations,
	&imagesGenerations, &imagesEdits, &imagesVariations,
	&speech, &transcriptions, &translations,
	&messages, &countTokens,
}

// All lists the dialects in a stable order; the caller does not change it.
func All() []*Dialect { return table }

var byPath = func() map[string]int {
	m := make(map[string]int, len(table))
	for i, d := range table {
		m[d.Path] = i
	}
	return m
}()

// ByPath finds the dialect of a path below the base of the API, and its place
// in All.
func ByPath(path string) (d *Dialect, place int, ok bool) {
	i, ok := byPath[path]
	if !ok {
		return nil, 0, false
	}
	return table[i], i, true
}
