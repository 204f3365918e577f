package limit

import (
	"fmt"
	"net/netip"
	"strings"
)

// NetworksMax bounds the networks of one list.
const NetworksMax = 64

// Networks are the address ranges of a list, such as those a key may be used
// from. IPv4 addresses that are written as IPv6 are IPv4 addresses.
type Networks []netip.Prefix

// ParseNetwork reads a range in CIDR notation, or a single address.
func ParseNetwork(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil || address.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%q is neither an address nor a range of them, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32", text)
		}
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return netip.Prefix{}, fmt.Errorf("%q is no range of addresses, such as 10.0.0.0/8 or 2001:db8::/32", text)
	case prefix.Addr().Is4In6():
		if prefix.Bits() < 96 {
			return netip.Prefix{}, fmt.Errorf("%q mixes IPv4 and IPv6; write the range in one of them", text)
		}
		prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
	}
	if masked := prefix.Masked(); masked != prefix {
		return netip.Prefix{}, fmt.Errorf("%q has bits set behind its length; the range is %s", text, masked)
	}
	return prefix, nil
}

// ParseNetworks reads a list of ranges.
func ParseNetworks(texts []string) (Networks, error) {
	if len(texts) > NetworksMax {
		return nil, fmt.Errorf("%d networks are listed; at most %d are allowed", len(texts), NetworksMax)
	}
	var list Networks
	for _, text := range texts {
		prefix, err := ParseNetwork(text)
		if err != nil {
			return nil, err
		}
		list = append(list, prefix)
	}
	return list, nil
}

// Contains reports whether an address is in one of the ranges.
func (n Networks) Contains(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	for _, prefix := range n {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// forwardedMax bounds the hops that are read of X-Forwarded-For.
const forwardedMax = 32

// ClientAddress is the address a request comes from: the connection's, unless
// that is a proxy of the operator's. Then it is the last hop in the proxies'
// X-Forwarded-For that is no such proxy; what stands left of it is the client's
// own claim and not believed. It is the zero Addr, which is in no network, when
// a proxy's own word cannot be read.
func ClientAddress(remote string, forwarded []string, proxies Networks) netip.Addr {
	at := hostAddress(remote)
	if len(proxies) == 0 || !proxies.Contains(at) {
		return at
	}
	hops := 0
	for i := len(forwarded) - 1; i >= 0; i-- {
		for rest := forwarded[i]; ; {
			cut := strings.LastIndexByte(rest, ',')
			if hops++; hops > forwardedMax {
				return netip.Addr{}
			}
			if at = hostAddress(strings.TrimSpace(rest[cut+1:])); !proxies.Contains(at) {
				return at
			}
			if cut < 0 {
				break
			}
			rest = rest[:cut]
		}
	}
	return at
}

// hostAddress reads an address with or without a port.
func hostAddress(text string) netip.Addr {
	if pair, err := netip.ParseAddrPort(text); err == nil {
		return pair.Addr().Unmap().WithZone("")
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}
