package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
)

// Find implements api.SearchBooks.
func (b Books) Find(ctx context.Context, text string) ([]api.Found, error) {
	list, err := b.Books.Find(ctx, text)
	out := make([]api.Found, len(list))
	for i, f := range list {
		out[i] = api.Found{Kind: api.FoundKind(f.Kind), ID: f.ID, Number: f.Number, Name: f.Name, Party: f.Party, Call: f.Call}
		if f.Kind == books.KindPosting {
			out[i].Kind = api.FoundTransfer
		}
	}
	return out, err
}
