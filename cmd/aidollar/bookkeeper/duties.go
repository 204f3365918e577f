package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/duty"
)

// Duties implements api.DutyBooks.
func (b Books) Duties(ctx context.Context, q api.DutyQuery) (api.DutyList, error) {
	page, err := b.Books.Duties(ctx, books.DutyFilter{Open: q.Open, State: q.State, Kind: q.Kind, Party: q.Party, To: q.To, Decision: q.Decision}, q.After, q.Limit)
	return api.DutyList{Duties: page.Duties, Next: page.Next}, paged(err)
}

// Duty implements api.DutyBooks.
func (b Books) Duty(ctx context.Context, number uint64) (duty.Duty, bool, error) {
	d, err := b.Books.Duty(ctx, number)
	ok, err := found(err)
	return d, ok, err
}
