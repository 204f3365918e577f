package siwx

import (
	"fmt"
	"net/url"
	"strings"
)

const originLengthMax = 512 // bytes

// Origin is where a server is, as its clients know it: a scheme and a host with
// the port, unless that is the scheme's own.
type Origin struct{ Scheme, Host string }

// portOf is the port that a scheme's URLs leave out.
var portOf = map[string]string{"http": ":80", "https": ":443"}

// ParseOrigin reads an origin of the web: https://api.example.com, without a
// path. Small letters are made of capitals, and the scheme's own port is left
// out, as clients do.
func ParseOrigin(text string) (Origin, error) {
	o, u, err := originOf(text)
	if err == nil && ((u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery) {
		err = fmt.Errorf("%q is more than an origin: write the scheme and the host alone, such as https://api.example.com", text)
	}
	return o, err
}

// originOf is the origin of a URL.
func originOf(text string) (Origin, *url.URL, error) {
	if len(text) > originLengthMax {
		return Origin{}, nil, fmt.Errorf("the address has %d bytes; at most %d are read", len(text), originLengthMax)
	}
	u, err := url.Parse(text)
	if err != nil {
		return Origin{}, nil, fmt.Errorf("%q is no URL", text)
	}
	port, web := portOf[u.Scheme]
	switch {
	case !web:
		return Origin{}, nil, fmt.Errorf("%q does not begin with https:// or http://", text)
	case u.User != nil:
		return Origin{}, nil, fmt.Errorf("%q holds a user or password", text)
	case u.Hostname() == "":
		return Origin{}, nil, fmt.Errorf("%q has no host", text)
	}
	host := strings.ToLower(strings.TrimSuffix(u.Host, ":"))
	return Origin{u.Scheme, strings.TrimSuffix(host, port)}, u, nil
}

// String is the origin as it is written: https://api.example.com.
func (o Origin) String() string { return o.Scheme + "://" + o.Host }
