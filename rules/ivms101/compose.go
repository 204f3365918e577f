package ivms101

import (
	"errors"
	"slices"
)

// Transfer is what is known of a transfer.
type Transfer struct {
	Originator         *Person // nil: not known
	OriginatorID       string  // that the originating provider knows it by, where its person has none
	OriginatorAccount  string  // at the originating provider
	Beneficiary        *Person // nil: not known
	BeneficiaryAccount string  // at its provider, or the address on the chain
	OriginatingVASP    *Person // nil: not known
	BeneficiaryVASP    *Person // nil: there is none, or nobody knows it
	Incoming           bool    // from a wallet that no provider keeps, so that the beneficiary's has to be known
}

// Compose makes the payload of a transfer on a day, and says what is missing for it by
// its place in the payload. Beyond what the standard asks for it wants what the travel
// rule does (FATF, interpretive note to Recommendation 16): both accounts, and the
// provider that sends. Nothing of the transfer is changed.
func Compose(t *Transfer, today string) (p *Payload, missing Mistakes) {
	person := func(who *Person, at, what, account string) []Person {
		if who == nil {
			missing.add(at, "person_unknown", "is missing: nobody knows who %s is", what)
			return nil
		}
		with := *who
		with.AccountNumber = slices.Clone(with.AccountNumber)
		switch {
		case account == "":
			missing.add(at+"/0/accountNumber", "account_missing", "is missing: %s has no account or address for this", what)
		case !slices.Contains(with.AccountNumber, account):
			with.AccountNumber = append([]string{account}, with.AccountNumber...)
		}
		return []Person{with}
	}
	p = &Payload{
		Originator:      &Originator{person(t.Originator, "/originator/originatorPerson", "the originator", t.OriginatorAccount)},
		Beneficiary:     &Beneficiary{person(t.Beneficiary, "/beneficiary/beneficiaryPerson", "the beneficiary", t.BeneficiaryAccount)},
		PayloadMetadata: &PayloadMetadata{PayloadVersion: Version},
	}
	for i := range p.Originator.OriginatorPerson {
		p.Originator.OriginatorPerson[i].knownBy(t.OriginatorID)
	}
	switch {
	case t.Incoming && t.BeneficiaryVASP == nil:
		missing.add("/beneficiaryVASP", "person_unknown", "is missing: nobody said who the house is")
	case !t.Incoming && t.OriginatingVASP == nil:
		missing.add("/originatingVASP", "person_unknown", "is missing: nobody said who the house is")
	case t.OriginatingVASP != nil:
		p.OriginatingVASP = &OriginatingVASP{t.OriginatingVASP}
	}
	if t.BeneficiaryVASP != nil {
		p.BeneficiaryVASP = &BeneficiaryVASP{t.BeneficiaryVASP}
	}
	var more Mistakes
	errors.As(p.Check(today), &more)
	for _, m := range more {
		if !slices.ContainsFunc(missing, func(known Mistake) bool { return within(m.Pointer, known.Pointer) }) {
			missing = append(missing, m)
		}
	}
	errors.As(missing.err(), &missing)
	return p, missing
}

// knownBy gives a person the number that a provider knows it by, unless it has one. The
// natural or legal person is copied first: it is somebody else's.
func (p *Person) knownBy(id string) {
	if natural := p.NaturalPerson; natural != nil && natural.CustomerIdentification == "" {
		with := *natural
		with.CustomerIdentification, p.NaturalPerson = id, &with
	}
	if legal := p.LegalPerson; legal != nil && legal.CustomerIdentification == "" {
		with := *legal
		with.CustomerIdentification, p.LegalPerson = id, &with
	}
}
