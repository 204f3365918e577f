package ivms101

// Version is the standard's code for itself.
const Version = "101.2023"

// The datatypes of elements stand in the tag `ivms`: max100 and the like are Latin
// text of so many characters at most, local100 text in any script, and others what
// their names say; ! marks an element that has to be there.

// Payload is what travels beside a transfer.
type Payload struct {
	Originator      *Originator      `json:"originator,omitempty" ivms:"!"`
	Beneficiary     *Beneficiary     `json:"beneficiary,omitempty" ivms:"!"`
	OriginatingVASP *OriginatingVASP `json:"originatingVASP,omitempty"`
	BeneficiaryVASP *BeneficiaryVASP `json:"beneficiaryVASP,omitempty"`
	TransferPath    *TransferPath    `json:"transferPath,omitempty"`
	PayloadMetadata *PayloadMetadata `json:"payloadMetadata,omitempty" ivms:"!"`
}

// Originator is who has the value sent.
type Originator struct {
	OriginatorPerson []Person `json:"originatorPerson,omitempty" ivms:"!"`
}

// Beneficiary is who is to receive it.
type Beneficiary struct {
	BeneficiaryPerson []Person `json:"beneficiaryPerson,omitempty" ivms:"!"`
}

// OriginatingVASP is the provider that sends.
type OriginatingVASP struct {
	OriginatingVASP *Person `json:"originatingVASP,omitempty" ivms:"!"`
}

// BeneficiaryVASP is the provider that receives.
type BeneficiaryVASP struct {
	BeneficiaryVASP *Person `json:"beneficiaryVASP,omitempty" ivms:"!"`
}

// TransferPath are the providers between the two.
type TransferPath struct {
	TransferPath []IntermediaryVASP `json:"transferPath,omitempty"`
}

// IntermediaryVASP is one of them.
type IntermediaryVASP struct {
	IntermediaryVASP *Person `json:"intermediaryVASP,omitempty" ivms:"!"`
	Sequence         *int    `json:"sequence,omitempty" ivms:"!"` // from 0 up
}

// PayloadMetadata describes the payload.
type PayloadMetadata struct {
	TransliterationMethod []TransliterationMethod `json:"transliterationMethod,omitempty"`
	PayloadVersion        string                  `json:"payloadVersion,omitempty" ivms:"!version"`
}

// Person is a natural or a legal person; just one of the two is there.
type Person struct {
	NaturalPerson *NaturalPerson `json:"naturalPerson,omitempty"`
	LegalPerson   *LegalPerson   `json:"legalPerson,omitempty"`
	AccountNumber []string       `json:"accountNumber,omitempty" ivms:"max512"`
}

// NaturalPerson is one single human being.
type NaturalPerson struct {
	Name                   *NaturalPersonName      `json:"name,omitempty" ivms:"!"`
	GeographicAddress      []Address               `json:"geographicAddress,omitempty"`
	NationalIdentification *NationalIdentification `json:"nationalIdentification,omitempty"`
	CustomerIdentification string                  `json:"customerIdentification,omitempty" ivms:"max50"`
	DateAndPlaceOfBirth    *DateAndPlaceOfBirth    `json:"dateAndPlaceOfBirth,omitempty"`
	CountryOfResidence     string                  `json:"countryOfResidence,omitempty" ivms:"country"`
}

// NaturalPersonName is what a human being is called.
type NaturalPersonName struct {
	NameIdentifier         []NaturalPersonNameID      `json:"nameIdentifier,omitempty" ivms:"!"`
	LocalNameIdentifier    []LocalNaturalPersonNameID `json:"localNameIdentifier,omitempty"`
	PhoneticNameIdentifier []LocalNaturalPersonNameID `json:"phoneticNameIdentifier,omitempty"`
}

// NaturalPersonNameID is one name in Latin letters.
type NaturalPersonNameID struct {
	PrimaryIdentifier   string            `json:"primaryIdentifier,omitempty" ivms:"!max100"` // family name, or all of it
	SecondaryIdentifier string            `json:"secondaryIdentifier,omitempty" ivms:"max100"`
	Type                NaturalPersonType `json:"naturalPersonNameIdentifierType,omitempty" ivms:"!"`
}

// LocalNaturalPersonNameID is one name in any script.
type LocalNaturalPersonNameID struct {
	PrimaryIdentifier   string            `json:"primaryIdentifier,omitempty" ivms:"!local100"`
	SecondaryIdentifier string            `json:"secondaryIdentifier,omitempty" ivms:"local100"`
	Type                NaturalPersonType `json:"nameIdentifierType,omitempty" ivms:"!"`
}

// Address is where somebody can be found.
type Address struct {
	AddressType        AddressType `json:"addressType,omitempty" ivms:"!"`
	Department         string      `json:"department,omitempty" ivms:"max50"`
	SubDepartment      string      `json:"subDepartment,omitempty" ivms:"max70"`
	StreetName         string      `json:"streetName,omitempty" ivms:"max70"`
	BuildingNumber     string      `json:"buildingNumber,omitempty" ivms:"max16"`
	BuildingName       string      `json:"buildingName,omitempty" ivms:"max35"`
	Floor              string      `json:"floor,omitempty" ivms:"max70"`
	PostBox            string      `json:"postBox,omitempty" ivms:"max16"`
	Room               string      `json:"room,omitempty" ivms:"max70"`
	PostCode           string      `json:"postCode,omitempty" ivms:"max16"`
	TownName           string      `json:"townName,omitempty" ivms:"!max35"`
	TownLocationName   string      `json:"townLocationName,omitempty" ivms:"max35"`
	DistrictName       string      `json:"districtName,omitempty" ivms:"max35"`
	CountrySubDivision string      `json:"countrySubDivision,omitempty" ivms:"max35"`
	AddressLine        []string    `json:"addressLine,omitempty" ivms:"max70"` // at most 7
	Country            string      `json:"country,omitempty" ivms:"!country"`
}

// DateAndPlaceOfBirth says when and where somebody was born.
type DateAndPlaceOfBirth struct {
	DateOfBirth  string `json:"dateOfBirth,omitempty" ivms:"!date"`
	PlaceOfBirth string `json:"placeOfBirth,omitempty" ivms:"!max70"`
}

// NationalIdentification is a number that an authority gave.
type NationalIdentification struct {
	NationalIdentifier     string                 `json:"nationalIdentifier,omitempty" ivms:"!max35"`
	NationalIdentifierType NationalIdentifierType `json:"nationalIdentifierType,omitempty" ivms:"!"`
	CountryOfIssue         string                 `json:"countryOfIssue,omitempty" ivms:"country"`
	RegistrationAuthority  string                 `json:"registrationAuthority,omitempty" ivms:"authority"`
}

// LegalPerson is a company, a foundation, a partnership and the like.
type LegalPerson struct {
	Name                   *LegalPersonName        `json:"name,omitempty" ivms:"!"`
	GeographicAddress      []Address               `json:"geographicAddress,omitempty"`
	CustomerIdentification string                  `json:"customerIdentification,omitempty" ivms:"max50"`
	NationalIdentification *NationalIdentification `json:"nationalIdentification,omitempty"`
	CountryOfRegistration  string                  `json:"countryOfRegistration,omitempty" ivms:"country"`
}

// LegalPersonName is what a legal person is called.
type LegalPersonName struct {
	NameIdentifier         []LegalPersonNameID      `json:"nameIdentifier,omitempty" ivms:"!"`
	LocalNameIdentifier    []LocalLegalPersonNameID `json:"localNameIdentifier,omitempty"`
	PhoneticNameIdentifier []LocalLegalPersonNameID `json:"phoneticNameIdentifier,omitempty"`
}

// LegalPersonNameID is one name in Latin letters.
type LegalPersonNameID struct {
	LegalPersonName string          `json:"legalPersonName,omitempty" ivms:"!max100"`
	Type            LegalPersonType `json:"legalPersonNameIdentifierType,omitempty" ivms:"!"`
}

// LocalLegalPersonNameID is one name in any script.
type LocalLegalPersonNameID struct {
	LegalPersonName string          `json:"legalPersonName,omitempty" ivms:"!local100"`
	Type            LegalPersonType `json:"legalPersonNameIdentifierType,omitempty" ivms:"!"`
}
