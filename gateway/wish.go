package gateway

import (
	"fmt"
	"net/http"
)

// Headers by which a client says how it wants to be served.
const (
	headerRegion  = "X-Aidollar-Region"
	headerSession = "X-Aidollar-Session"
	headerCache   = "X-Aidollar-Cache"
	headerData    = "X-Aidollar-Data"    // class of the data that are sent
	headerEndUse  = "X-Aidollar-End-Use" // what the call serves
)

// wishLengthMax bounds the value of such a header, in bytes.
const wishLengthMax = 256

// readWishes reads the headers that choose among targets. A session that no
// header names is the one that the request's own members do.
func (c *call) readWishes() *problem {
	var p *problem
	if c.region, p = wish(c.r.Header, headerRegion); p != nil {
		return p
	}
	if p := c.readPurpose(); p != nil {
		return p
	}
	name, p := wish(c.r.Header, headerSession)
	if p != nil {
		return p
	}
	if name == "" {
		name = c.head.Session
	}
	c.session = sessionHash(c.key.Party, name)
	return nil
}

// readPurpose reads what rules ask of a call that only its sender can say.
func (c *call) readPurpose() (p *problem) {
	if c.data, p = wish(c.r.Header, headerData); p == nil {
		c.endUse, p = wish(c.r.Header, headerEndUse)
	}
	return p
}

// wish reads one header; more than one of a name could be read in two ways.
func wish(h http.Header, name string) (string, *problem) {
	values := h[name]
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) > 1 || len(values[0]) > wishLengthMax:
		return "", invalid("header_malformed", name, fmt.Sprintf("the header %s is given more than once or is longer than %d bytes", name, wishLengthMax))
	}
	return values[0], nil
}
