package main

import (
	"fmt"
	"os"
	"time"

	"aidollar/api"
	"aidollar/cmd/aidollar/registrar"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// openIdentities opens what is kept of who parties are, unless the operator wants none.
func (p *program) openIdentities() (err error) {
	if p.config.Identities.Off {
		return nil
	}
	if p.house, err = whoHouse(p.config.Identities.House); err != nil {
		return err
	}
	p.persons, err = identity.Open(identity.Options{Dir: p.config.Data, Key: p.config.Identities.Key, Now: time.Now, Log: p.log})
	return err
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

// identitiesAPI is nil without identities.
func (p *program) identitiesAPI() api.Identities {
	if p.persons == nil {
		return nil
	}
	return registrar.Identities{Store: p.persons, Today: today, House: p.house}
}

// today is the day before which everybody was born.
func today() string { return time.Now().UTC().Format(time.DateOnly) }
