package screen

// pair is a token of the name and the one of the listed name that it is taken for.
type pair struct {
	asked, listed int // places among the tokens
	alike         float64
	why           string
}

// assign pairs tokens so that their likeness, by weight, is greatest in sum: the
// Hungarian method with potentials, on at most tokensMax tokens a side.
func assign(asked, listed []token) []pair {
	n, m := len(asked), len(listed)
	if n > m {
		swapped := assign(listed, asked)
		for i := range swapped {
			swapped[i].asked, swapped[i].listed = swapped[i].listed, swapped[i].asked
		}
		return swapped
	}
	var cost [tokensMax + 1][tokensMax + 1]float64
	var why [tokensMax + 1][tokensMax + 1]string
	var alike [tokensMax + 1][tokensMax + 1]float64
	for i := range n {
		for j := range m {
			s, w := likeness(&asked[i], &listed[j])
			alike[i+1][j+1], why[i+1][j+1] = s, w
			cost[i+1][j+1] = -s * (asked[i].weight + listed[j].weight)
		}
	}
	// u, v are the potentials of rows and columns, row[j] the row that column j is given to.
	var u, v [tokensMax + 1]float64
	var row, way [tokensMax + 1]int
	for i := 1; i <= n; i++ {
		row[0] = i
		var least [tokensMax + 1]float64
		var done [tokensMax + 1]bool
		for j := range least {
			least[j] = 1e9
		}
		at := 0
		for row[at] != 0 {
			done[at] = true
			delta, next := 1e9, 0
			for j := 1; j <= m; j++ {
				if done[j] {
					continue
				}
				if c := cost[row[at]][j] - u[row[at]] - v[j]; c < least[j] {
					least[j], way[j] = c, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := 0; j <= m; j++ {
				if done[j] {
					u[row[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			at = next
		}
		for at != 0 {
			row[at] = row[way[at]]
			at = way[at]
		}
	}
	var pairs []pair
	for j := 1; j <= m; j++ {
		if i := row[j]; i != 0 && alike[i][j] > 0 {
			pairs = append(pairs, pair{i - 1, j - 1, alike[i][j], why[i][j]})
		}
	}
	return pairs
}

// joinEnough is how alike two tokens put together have to be to one of the other side.
const joinEnough = 0.90

// joinSlack is by how many letters the one may be longer than the other.
const joinSlack = 3

// together puts neighbours of a together where the other side writes them as one: Ou Yang
// and Ouyang, Xiao Ming and Xiaoming. The last and the first are neighbours, too: lists
// begin with the family's name, and people end with it.
func together(a, b []token) []token {
	for i := 0; i < len(a) && len(a) > 1; i++ {
		next := (i + 1) % len(a)
		joined := joinedOf(&a[i], &a[next])
		if !oneOf(b, &joined, &a[i], &a[next]) {
			continue
		}
		out := make([]token, 0, len(a)-1)
		for j := range a {
			switch j {
			case i:
				out = append(out, joined)
			case next:
			default:
				out = append(out, a[j])
			}
		}
		a = out
	}
	return a
}

// oneOf reports whether a token of b is like two put together, and more so than like
// either of them.
func oneOf(b []token, joined, first, second *token) bool {
	best, apart := 0.0, 0.0
	for j := range b {
		if sameSyllables(joined.readings, b[j].readings) {
			return true
		}
		off := len(b[j].text) - len(joined.text)
		if off < -joinSlack || off > joinSlack || len(b[j].text) <= max(len(first.text), len(second.text)) {
			continue
		}
		s, _ := likeness(joined, &b[j])
		best = max(best, s)
		for _, one := range []*token{first, second} {
			s, _ = likeness(one, &b[j])
			apart = max(apart, s)
		}
	}
	return best >= joinEnough && best > apart
}

func joinedOf(a, b *token) token {
	t := token{text: a.text + b.text, bare: a.bare || b.bare, weight: max(a.weight, b.weight)}
	if a.weight >= 1 && b.weight >= 1 {
		t.weight = a.weight + b.weight
	}
	t.sound = sounds(t.text)
	t.bones = bones(t.sound)
	t.readings = joinedReadings(a.readings, b.readings)
	return t
}
