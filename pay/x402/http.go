package x402

// A header is looked up by a function such as http.Header.Get, which returns ""
// for one that is not there. That keeps the messages apart from who carries them.

// ReadRequired reads a 402 as a client gets it: from PAYMENT-REQUIRED, or from
// the body in version 1. A body of version 2 alone is no 402 of x402.
func ReadRequired(header func(name string) string, body []byte) (*Required, error) {
	if value := header(HeaderRequired); value != "" {
		r, err := ParseRequiredHeader(value)
		if err == nil && r.Version != 2 {
			return nil, mistake(CodeVersion, "x402Version", "%s carries version 2, this is version %d", HeaderRequired, r.Version)
		}
		return r, err
	}
	r, err := ParseRequired(body)
	if err == nil && r.Version != 1 {
		return nil, mistake(CodeVersion, "x402Version", "a body carries version 1; version %d belongs into %s", r.Version, HeaderRequired)
	}
	return r, err
}

// ReadPayment reads the payment of a request, or nil if it has none. Version 2's
// header counts where both are there.
func ReadPayment(header func(name string) string) (*Payment, error) {
	name, version := HeaderPayment, 2
	if header(name) == "" {
		name, version = HeaderPaymentV1, 1
	}
	value := header(name)
	if value == "" {
		return nil, nil
	}
	p, err := ParsePaymentHeader(value)
	if err == nil && p.Version != version {
		return nil, mistake(CodeVersion, "x402Version", "%s carries version %d, this is version %d", name, version, p.Version)
	}
	return p, err
}

// ReadSettlement reads what became of a payment from an answer's headers, or nil
// if they do not say.
func ReadSettlement(header func(name string) string) (*Settlement, error) {
	value := header(HeaderResult)
	if value == "" {
		value = header(HeaderResultV1)
	}
	if value == "" {
		return nil, nil
	}
	return ParseSettlementHeader(value)
}

// ResultHeader is the name of the header in which a payment of that version is
// told what became of it.
func ResultHeader(version int) string {
	if version == 1 {
		return HeaderResultV1
	}
	return HeaderResult
}
