package x402

import (
	"encoding/json"
)

// Schemes and ways to move tokens that this package knows the payloads of.
const (
	SchemeExact = "exact"            // all of the amount is paid
	SchemeUpto  = "upto"             // at most the amount is paid, by Permit2 alone
	SchemeBatch = "batch-settlement" // out of a channel, by vouchers; at most the amount is charged

	MethodEIP3009 = "eip3009"
	MethodPermit2 = "permit2"
)

// Flows of a payment (extra.paymentFlow): whether the work is done before the
// money moves or after. Stock clients drop requirements with any other.
const (
	FlowAuthorization = "authorization"
	FlowUpfront       = "upfront"
	FlowEscrow        = "escrow"
)

// Requirements is one way to pay that a seller accepts. The texts are as they
// travel; Terms reads them.
type Requirements struct {
	Scheme            string
	Network           Network
	Amount            string // decimal, smallest units of Asset; maxAmountRequired in version 1
	Asset             string
	PayTo             string
	MaxTimeoutSeconds int64
	Extra             json.RawMessage // an object, or nil

	OutputSchema json.RawMessage // version 1 only: an object, or nil

	// Wire is the object as it was received. A client sends it back and a server
	// hands it on to its facilitator, with members that nobody here knows. Who
	// changes a field sets it to nil.
	Wire json.RawMessage

	resource *Resource // version 1 says it with each way to pay
}

// Resource is what is paid for.
type Resource struct {
	URL         string   `json:"url"`
	Description string   `json:"description,omitempty"`
	MimeType    string   `json:"mimeType,omitempty"`
	ServiceName string   `json:"serviceName,omitempty"` // printable ASCII, at most 32 characters
	Tags        []string `json:"tags,omitempty"`        // at most 5, each like ServiceName
	IconURL     string   `json:"iconUrl,omitempty"`
}

const (
	resourceTagsMax = 5
	serviceNameMax  = 32
)

func (o object) resource() *Resource {
	if !o.present() {
		return nil
	}
	r := &Resource{
		URL:         o.word("url", proseMax),
		Description: o.textOptional("description", proseMax),
		MimeType:    o.textOptional("mimeType", wordTextMax),
		ServiceName: o.textOptional("serviceName", serviceNameMax),
		IconURL:     o.textOptional("iconUrl", proseMax),
	}
	if o.find("tags") >= 0 {
		for _, i := range o.list("tags", resourceTagsMax) {
			r.Tags = append(r.Tags, o.textAt(i, serviceNameMax))
		}
	}
	return r
}

// requirements reads one way to pay in either version.
func (o object) requirements(version int) Requirements {
	if !o.present() {
		return Requirements{}
	}
	amount := "amount"
	if version == 1 {
		amount = "maxAmountRequired"
	}
	r := Requirements{
		Scheme:            o.word("scheme", wordTextMax),
		Network:           Network(o.word("network", wordTextMax)),
		Amount:            o.word(amount, wordTextMax),
		Asset:             o.word("asset", wordTextMax),
		PayTo:             o.word("payTo", wordTextMax),
		MaxTimeoutSeconds: o.whole("maxTimeoutSeconds"),
		Extra:             o.open("extra"),
		Wire:              o.raw(o.at),
	}
	if version == 1 {
		r.OutputSchema = o.open("outputSchema")
		r.resource = &Resource{
			URL:         o.word("resource", proseMax),
			Description: o.textOptional("description", proseMax),
			MimeType:    o.textOptional("mimeType", wordTextMax),
		}
	}
	return r
}

// requirementsV2 and requirementsV1 are the wire forms, for writing.
type requirementsV2 struct {
	Scheme            string          `json:"scheme"`
	Network           Network         `json:"network"`
	Amount            string          `json:"amount"`
	Asset             string          `json:"asset"`
	PayTo             string          `json:"payTo"`
	MaxTimeoutSeconds int64           `json:"maxTimeoutSeconds"`
	Extra             json.RawMessage `json:"extra"`
}

type requirementsV1 struct {
	Scheme            string          `json:"scheme"`
	Network           Network         `json:"network"`
	MaxAmountRequired string          `json:"maxAmountRequired"`
	Resource          string          `json:"resource"`
	Description       string          `json:"description"` // clients insist on these two, empty or not
	MimeType          string          `json:"mimeType"`
	OutputSchema      json.RawMessage `json:"outputSchema,omitempty"`
	PayTo             string          `json:"payTo"`
	MaxTimeoutSeconds int64           `json:"maxTimeoutSeconds"`
	Asset             string          `json:"asset"`
	Extra             json.RawMessage `json:"extra,omitempty"`
}

// wire is what is written for the requirements: as received, or made anew.
func (r *Requirements) wire(version int, of *Resource) any {
	if r.Wire != nil {
		return r.Wire
	}
	if version == 1 {
		if r.resource != nil {
			of = r.resource
		}
		return requirementsV1{r.Scheme, r.Network, r.Amount, of.URL, of.Description, of.MimeType,
			r.OutputSchema, r.PayTo, r.MaxTimeoutSeconds, r.Asset, r.Extra}
	}
	extra := r.Extra
	if extra == nil {
		extra = json.RawMessage("{}")
	}
	return requirementsV2{r.Scheme, r.Network, r.Amount, r.Asset, r.PayTo, r.MaxTimeoutSeconds, extra}
}
