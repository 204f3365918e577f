package books

import "strconv"

// OpenPages opens books on a file that takes no more than so many pages, as a
// disk does that is full.
func OpenPages(path string, pages int) (*Books, error) {
	return open(path, nil, "max_page_count("+strconv.Itoa(pages)+")")
}
