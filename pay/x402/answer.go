package x402

import (
	"encoding/json"
)

// Answer is the payment for one way to pay of a 402, with a payload that is yet
// to be put in: the client's copy of the requirements and of the extensions, as
// stock clients send them. id names the payment where the server offers that; ""
// names it not, which is a Mistake where the server insists.
func (r *Required) Answer(way int, id string) (*Payment, error) {
	chosen := &r.Accepts[way]
	if r.Version == 1 {
		return &Payment{Version: 1, Accepted: Requirements{Scheme: chosen.Scheme, Network: chosen.Network}}, nil
	}
	if id != "" && !IdentifierValid(id) {
		return nil, mistake(CodeIdentifier, "", "%q cannot name a payment: %d to %d letters, digits, hyphens and underscores can", id, IdentifierLengthMin, IdentifierLengthMax)
	}
	_, required, err := IdentifierOffered(r.Extensions)
	if err != nil {
		return nil, err
	}
	if required && id == "" {
		return nil, mistake(CodeIdentifier, "extensions."+ExtensionIdentifier, "the server wants the payment to have an id")
	}
	extensions, err := withIdentifier(r.Extensions, id)
	if err != nil {
		return nil, err
	}
	resource := r.Resource
	return &Payment{Version: 2, Resource: &resource, Accepted: *chosen, Extensions: extensions}, nil
}

// AddInfo adds what a client has to say to the info of one of the payment's
// extensions (such as the signed permit of eip2612GasSponsoring). What the server
// said there stays as it is; a member of the same name is not replaced.
func (p *Payment) AddInfo(key string, info map[string]string) error {
	extensions, err := objectMap(p.Extensions, key)
	if err != nil {
		return err
	}
	extension, err := objectMap(extensions[key], key)
	if err != nil {
		return err
	}
	merged, err := objectMap(extension["info"], key)
	if err != nil {
		return err
	}
	for name, text := range info {
		if _, said := merged[name]; said {
			continue
		}
		if merged[name], err = encode(text); err != nil {
			return err
		}
	}
	if extension["info"], err = encode(merged); err != nil {
		return err
	}
	if extensions[key], err = encode(extension); err != nil {
		return err
	}
	p.Wire = nil
	p.Extensions, err = encode(extensions)
	return err
}

func objectMap(raw json.RawMessage, key string) (map[string]json.RawMessage, error) {
	members := map[string]json.RawMessage{}
	if len(raw) > 0 && string(raw) != "null" {
		if err := json.Unmarshal(raw, &members); err != nil {
			return nil, mistake(CodeType, "extensions."+key, "an object is wanted")
		}
	}
	return members, nil
}
