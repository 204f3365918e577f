package ivms101

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
)

func called(name string) *Person {
	return &Person{LegalPerson: &LegalPerson{Name: &LegalPersonName{NameIdentifier: []LegalPersonNameID{{LegalPersonName: name, Type: LegalNameLegal}}}}}
}

// What is composed is a payload that is read, and nothing that went in is changed.
func TestCompose(t *testing.T) {
	hall, house := called("Hall"), called("House")
	transfer := Transfer{Originator: hall, OriginatorID: "party-7", OriginatorAccount: "account-1", Beneficiary: hall, BeneficiaryAccount: "0xb0", OriginatingVASP: house}
	p, missing := Compose(&transfer, today)
	if len(missing) > 0 {
		t.Fatal(missing)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(text, today)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := again.Originator.OriginatorPerson[0], again.Beneficiary.BeneficiaryPerson[0]; !reflect.DeepEqual(from.AccountNumber, []string{"account-1"}) ||
		from.LegalPerson.CustomerIdentification != "party-7" || !reflect.DeepEqual(to.AccountNumber, []string{"0xb0"}) || to.LegalPerson.CustomerIdentification != "" {
		t.Errorf("%s", text)
	}
	if !reflect.DeepEqual(hall, called("Hall")) {
		t.Errorf("what went in is now %+v", hall)
	}
}

// What is missing is named by its place, each once.
func TestComposeMissing(t *testing.T) {
	born := &Person{NaturalPerson: &NaturalPerson{
		Name:                &NaturalPersonName{NameIdentifier: []NaturalPersonNameID{{PrimaryIdentifier: "Hall", Type: NameLegal}}},
		DateAndPlaceOfBirth: &DateAndPlaceOfBirth{"2026-11-27", "Here"},
	}}
	for _, c := range []struct {
		transfer Transfer
		want     []string
	}{
		{Transfer{}, []string{"/beneficiary/beneficiaryPerson", "/originatingVASP", "/originator/originatorPerson"}},
		{Transfer{Incoming: true, Originator: called("Hall"), OriginatorID: "7", OriginatorAccount: "0xc3", Beneficiary: called("Ben"), BeneficiaryAccount: "2"}, []string{"/beneficiaryVASP"}},
		{Transfer{Incoming: true, Originator: called("Hall"), OriginatorID: "7", OriginatorAccount: "0xc3", Beneficiary: called("Ben"), BeneficiaryAccount: "2", BeneficiaryVASP: called("House")}, nil},
		{Transfer{Originator: called("Hall"), Beneficiary: called("Ben"), OriginatingVASP: called("House")},
			[]string{"/beneficiary/beneficiaryPerson/0/accountNumber", "/originator/originatorPerson/0/accountNumber", "/originator/originatorPerson/0/legalPerson"}},
		{Transfer{Originator: born, OriginatorID: "7", OriginatorAccount: "1", Beneficiary: &Person{}, BeneficiaryAccount: "2", OriginatingVASP: called("House"), BeneficiaryVASP: called("Other")},
			[]string{"/beneficiary/beneficiaryPerson/0", "/originator/originatorPerson/0/naturalPerson/dateAndPlaceOfBirth/dateOfBirth"}},
	} {
		_, missing := Compose(&c.transfer, today)
		var got []string
		for _, m := range missing {
			got = append(got, m.Pointer)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.transfer, missing)
		}
	}
}
