package main

import (
	"fmt"

	"aidollar/config"
	"aidollar/gateway"
	"aidollar/gateway/credential"
)

// newUpstream makes the gateway's upstream of the configuration's. Its key is
// looked up now, so that a missing one stops the start and not the first call.
func newUpstream(u *config.Upstream) (*gateway.Upstream, error) {
	secret, err := newCredential(u)
	if err != nil {
		return nil, fmt.Errorf("the key of upstream %q: %w", u.Name, err)
	}
	return gateway.NewUpstream(gateway.UpstreamConfig{Name: u.Name, URL: u.URL.String(), Kind: u.Kind, Secret: secret, LimitField: u.LimitField,
		Timeout: u.Timeout, Begin: u.Begin})
}

// newCredential is nil for an upstream that needs no key.
func newCredential(u *config.Upstream) (*credential.Credential, error) {
	switch k := u.Key; {
	case k.Env != "":
		return credential.Environment(k.Env)
	case k.File != "":
		return credential.File(k.File)
	case k.Command != nil:
		return credential.Command(credential.Program{Args: k.Command.Run, Timeout: k.Command.Timeout, Life: k.Command.Life})
	}
	return nil, nil
}
