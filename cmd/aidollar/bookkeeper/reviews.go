package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// Reviews implements api.ReviewBooks.
func (b Books) Reviews(ctx context.Context, q api.ReviewQuery) (api.ReviewList, error) {
	page, err := b.Books.Reviews(ctx, books.ReviewFilter{State: q.State, Kind: q.Kind, Party: q.Party, Subject: q.Subject}, q.After, q.Limit)
	return api.ReviewList{Reviews: page.Reviews, Next: page.Next}, paged(err)
}

// Review implements api.ReviewBooks.
func (b Books) Review(ctx context.Context, id ledger.ID) (review.Item, []api.ReviewStep, bool, error) {
	i, came, err := b.Books.Review(ctx, id)
	ok, err := found(err)
	list := make([]api.ReviewStep, len(came))
	for n, s := range came {
		list[n] = api.ReviewStep{At: s.At, State: s.State, Act: uint8(s.Act), By: s.By, Reason: s.Reason}
	}
	return i, list, ok, err
}

// Attestations implements api.ReviewBooks.
func (b Books) Attestations(ctx context.Context, q api.AttestationQuery) (api.AttestationList, error) {
	page, err := b.Books.Attestations(ctx, books.AttestationFilter{Subject: q.Subject, Auditor: q.Auditor}, q.After, q.Limit)
	list := api.AttestationList{Next: page.Next}
	for _, a := range page.Attestations {
		list.Attestations = append(list.Attestations, api.Attestation(a))
	}
	return list, paged(err)
}

// Attestation implements api.ReviewBooks.
func (b Books) Attestation(ctx context.Context, id ledger.ID) (api.Attestation, bool, error) {
	a, err := b.Books.Attestation(ctx, id)
	ok, err := found(err)
	return api.Attestation(a), ok, err
}
