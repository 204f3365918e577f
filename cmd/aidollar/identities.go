package main

import (
	"time"

	"aidollar/api"
	"aidollar/cmd/aidollar/registrar"
	"aidollar/rules/identity"
)

// openIdentities opens what is kept of who parties are, unless the operator wants none.
func (p *program) openIdentities() (err error) {
	if p.config.Identities.Off {
		return nil
	}
	p.persons, err = identity.Open(identity.Options{Dir: p.config.Data, Key: p.config.Identities.Key, Now: time.Now, Log: p.log})
	return err
}

// identitiesAPI is nil without identities.
func (p *program) identitiesAPI() api.Identities {
	if p.persons == nil {
		return nil
	}
	return registrar.Identities{Store: p.persons, Today: today}
}

// today is the day before which everybody was born.
func today() string { return time.Now().UTC().Format(time.DateOnly) }
