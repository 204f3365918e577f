package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"aidollar/api"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/cmd/aidollar/courier"
	"aidollar/cmd/aidollar/registrar"
	"aidollar/core/clearing"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// openPersons opens what is known of parties, has them held against lists, and has the log
// know of it.
func (p *program) openPersons(ctx context.Context) error {
	if err := p.openIdentities(); err != nil {
		return err
	}
	if err := p.openScreening(ctx); err != nil {
		return err
	}
	if p.registrar != nil {
		p.registrar.Screen = p.screening.identity
	}
	return p.agreeOnIdentities(ctx)
}

// openIdentities opens what is kept of who parties are, unless the operator wants none.
func (p *program) openIdentities() (err error) {
	if p.config.Identities.Off {
		return nil
	}
	if p.house, err = whoHouse(p.config.Identities.House); err != nil {
		return err
	}
	if p.persons, err = identity.Open(identity.Options{Dir: p.config.Data, Key: p.config.Identities.Key, Now: time.Now, Log: p.log}); err != nil {
		return err
	}
	p.registrar = &registrar.Identities{Store: p.persons, Node: p.node, Today: today, Own: p.config.Identities.Own}
	return nil
}

// agreeOnIdentities has the log know of whom something is kept, before anybody is served.
func (p *program) agreeOnIdentities(ctx context.Context) error {
	if p.registrar == nil { // nothing is at hand
		for id := range registrar.Noted(p.node) {
			if _, err := p.node.Do(ctx, clearing.SetIdentity{Identity: clearing.Identity{Party: id}}); err != nil {
				return err
			}
		}
		return nil
	}
	told, strange, err := p.registrar.Agree(ctx)
	if err != nil {
		return fmt.Errorf("identities: %w", err)
	}
	if told > 0 {
		p.log.Info("the log was told of identities", "parties", told)
	}
	if strange > 0 {
		p.log.Warn("identities are kept of parties that the log does not know", "parties", strange)
	}
	return nil
}

// whoHouse reads who the house is; nil where nobody says.
func whoHouse(file string) (*ivms101.Person, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("who the house is: %w", err)
	}
	person, err := ivms101.ReadPerson(text, today())
	if err != nil {
		return nil, inFile(file, err)
	}
	return person, nil
}

// openCourier has what travels beside money composed and kept, where it is known who
// parties are.
func (p *program) openCourier() {
	if p.registrar == nil {
		return
	}
	p.courier = courier.Start(courier.Options{
		Node: p.node, Books: bookkeeper.Books{Books: p.books}, Store: p.persons, Person: p.registrar.Travels, House: p.house, Checksum: checksum, Now: time.Now, Log: p.log,
	})
}

// travelsAPI is nil where nothing is kept.
func (p *program) travelsAPI() api.Travels {
	if p.courier == nil {
		return nil
	}
	return p.courier
}

// identitiesAPI is nil without identities.
func (p *program) identitiesAPI() api.Identities {
	if p.persons == nil {
		return nil
	}
	p.registrar.House, p.registrar.Screen = p.house, p.screening.identity
	return p.registrar
}

// today is the day before which everybody was born.
func today() string { return time.Now().UTC().Format(time.DateOnly) }
