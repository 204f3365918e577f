package books

import (
	"context"
	"database/sql"
	"sync"
)

const (
	// facetBlock is how many facets are read at once.
	facetBlock = 1024
	// facetBlocksMax bounds those that are kept in mind for queries.
	facetBlocksMax = 256
)

// facets are those that queries came across. They never change.
type facets struct {
	mu     sync.RWMutex
	blocks map[uint32][]facet // by number / facetBlock; the last one may grow
}

// known gives a facet that is in mind; nobody changes it.
func (s *facets) known(number uint32) (*facet, bool) {
	s.mu.RLock()
	block := s.blocks[number/facetBlock]
	s.mu.RUnlock()
	if place := int(number % facetBlock); place < len(block) {
		return &block[place], true
	}
	return nil, false
}

// facet gives a facet by its number. Rows of usage name only those that are in.
func (s *facets) facet(ctx context.Context, q querier, number uint32) (facet, error) {
	if f, ok := s.known(number); ok {
		return *f, nil
	}
	block, place := number/facetBlock, int(number%facetBlock)
	known, err := readFacets(ctx, q, block)
	if err != nil {
		return facet{}, err
	}
	if place >= len(known) {
		return facet{}, errUsage
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.blocks == nil || len(s.blocks) >= facetBlocksMax {
		s.blocks = map[uint32][]facet{}
	}
	s.blocks[block] = known
	return known[place], nil
}

const facetText = `SELECT number, buyer, seller, key, project, asset, model, region, upstream, service FROM facets WHERE number >= ? AND number < ? ORDER BY number`

func readFacets(ctx context.Context, q querier, block uint32) (list []facet, err error) {
	from := int64(block) * facetBlock
	rows, err := q.QueryContext(ctx, facetText, from, from+facetBlock)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f facet
		var number int64
		var buyer, seller, key, project sql.RawBytes
		if err := rows.Scan(&number, &buyer, &seller, &key, &project, &f.asset, &f.model, &f.region, &f.upstream, &f.service); err != nil {
			return nil, err
		}
		for int64(len(list)) < number-from {
			list = append(list, facet{}) // numbers count from one
		}
		f.buyer, f.seller, f.key, f.project = idOf(buyer), idOf(seller), idOf(key), idOf(project)
		list = append(list, f)
	}
	return list, rows.Err()
}
