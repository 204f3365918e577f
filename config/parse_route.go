package config

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// Bounds of a route, and its defaults.
const (
	RoutesMax       = 1_000
	pathLengthMax   = 512
	unitDecimalsMax = 18
	unitMaxMax      = 1 << 40

	RouteBytesMaxDefault = 16 << 20
	routeBytesMin        = 1
	routeBytesMaxMax     = 1 << 40
)

// reservedPaths are where the house itself answers.
var reservedPaths = []string{"/v1", "/api", "/console", "/gateway", "/metrics", "/healthz", "/readyz", "/mcp", "/.well-known", "/openapi.json", "/llms.txt", "/x402"}

// routeMethods are the methods a route may have.
var routeMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}

// What a route can be paid by.
var (
	unitMeter   = meterOf("unit")
	routeMeters = meter.SetOf(meter.Request, meter.Second, unitMeter, meterOf("byte"))
)

// routeNodes are where the parts of a route stand; nil where one is missing.
type routeNodes struct {
	whole, path, to, methods, seller, upstream, product, unit, timeout *yaml.Node
}

func (r *serverReader) routeList(v *yaml.Node) {
	for _, element := range r.filled(v, "routes", "route", RoutesMax) {
		route, nodes := r.route(element)
		r.server.Routes = append(r.server.Routes, route)
		r.routes = append(r.routes, nodes)
	}
}

func (r *serverReader) route(n *yaml.Node) (route Route, at routeNodes) {
	at.whole, route.BytesMax = n, RouteBytesMaxDefault
	r.mapping(n, "a route", append([]field{
		{"path", true, func(v *yaml.Node) { at.path, route.Path = v, r.pattern(v, "path") }},
		{"methods", true, func(v *yaml.Node) { at.methods, route.Methods = v, r.methods(v) }},
		{"upstream", true, func(v *yaml.Node) {
			at.upstream = v
			route.Upstream, _ = r.name(v, "the route's upstream", tariff.CardNameMax)
		}},
		{"to", false, func(v *yaml.Node) { at.to, route.To = v, r.pattern(v, "to") }},
		{"product", true, func(v *yaml.Node) {
			at.product = v
			route.Product, _ = r.name(v, "the route's product", tariff.ModelNameMax)
		}},
		{"unit", false, func(v *yaml.Node) { at.unit, route.Unit = v, r.unit(v) }},
		{"bytes_max", false, func(v *yaml.Node) {
			keep(&route.BytesMax)(r.size(v, "bytes_max", routeBytesMin, routeBytesMaxMax))
		}},
		{"timeout", false, func(v *yaml.Node) {
			at.timeout = v
			keep(&route.Timeout)(r.duration(v, "timeout", timeoutMin, timeoutMax))
		}},
	}, r.routeTerms(&route, &at)...))
	return route, at
}

// routeTerms are what the house's configuration says of a route beside a gateway's
// elsewhere: whose it is, and how wallets pay.
func (r *serverReader) routeTerms(route *Route, at *routeNodes) []field {
	if r.gateway != nil {
		return nil
	}
	return []field{
		{"seller", true, func(v *yaml.Node) {
			at.seller = v
			route.Seller, _ = r.name(v, "the route's seller", tariff.CardNameMax)
		}},
		{"wallets", false, func(v *yaml.Node) {
			if way, ok := r.Choice(v, "wallets", walletsNames...); ok {
				wallets := Wallets(way)
				route.Wallets = &wallets
			}
		}},
	}
}

// pattern reads a path with wildcards as net/http has them.
func (r *serverReader) pattern(v *yaml.Node, what string) string {
	path, ok := r.Text(v, what)
	switch {
	case !ok:
	case !strings.HasPrefix(path, "/"):
		r.Add(v, "path_malformed", "%s %q does not begin with a slash; write a path such as /weather/{city}", what, yamlfile.Shorten(path))
	case len(path) > pathLengthMax || strings.ContainsAny(path, " \t?#%\\") || strings.Contains(path, "//") || strings.Contains(path+"/", "/../") || strings.Contains(path+"/", "/./"):
		r.Add(v, "path_malformed", "%s %q is no plain path: it has at most %d bytes and no space, query, escape or empty step", what, yamlfile.Shorten(path), pathLengthMax)
	default:
		return path
	}
	return ""
}

func (r *serverReader) methods(v *yaml.Node) (methods []string) {
	for _, element := range r.filled(v, "methods", "method", len(routeMethods)) {
		method, ok := r.Text(element, "a method")
		switch {
		case !ok:
		case !slices.Contains(routeMethods, method):
			r.Add(element, "method_unknown", "there is no method %q to sell; %s", yamlfile.Shorten(method), yamlfile.Suggestion(strings.ToUpper(method), routeMethods))
		case slices.Contains(methods, method):
			r.Add(element, "method_duplicate", "the method %s is listed twice; keep one", method)
		default:
			methods = append(methods, method)
		}
	}
	return methods
}

func (r *serverReader) unit(v *yaml.Node) *RouteUnit {
	u := &RouteUnit{}
	r.mapping(v, "unit", []field{
		{"pointer", true, func(v *yaml.Node) { u.Pointer = r.pointer(v, "pointer") }},
		{"decimals", false, func(v *yaml.Node) {
			decimals, _ := r.Whole(v, "decimals", 0, unitDecimalsMax)
			u.Decimals = uint8(decimals)
		}},
		{"max", true, func(v *yaml.Node) { u.Max, _ = r.Whole(v, "max", 1, unitMaxMax) }},
		{"missing", false, func(v *yaml.Node) {
			policy, _ := r.Choice(v, "missing", unitMissingNames...)
			u.Missing = UnitMissing(policy)
		}},
	})
	return u
}

// checkRoutes checks each route against what the rest of the file defines.
func (r *serverReader) checkRoutes() {
	mux := http.NewServeMux()
	routed := map[string]bool{}
	for i := range r.server.Routes {
		route, at := &r.server.Routes[i], r.routes[i]
		r.checkPath(mux, route, at)
		if route.Seller != "" && r.sellers[route.Seller] == nil {
			r.Add(at.seller, "seller_unknown", "there is no seller %q; %s", route.Seller, yamlfile.Suggestion(route.Seller, r.sellerNames()))
		}
		if route.Upstream == "" {
			continue
		}
		routed[route.Upstream] = true
		if r.upstreams[route.Upstream] == nil {
			r.Add(at.upstream, "upstream_unknown", "there is no upstream %q; %s", route.Upstream, yamlfile.Suggestion(route.Upstream, r.upstreamNames()))
			continue
		}
		if upstream, ok := r.server.Upstream(route.Upstream); ok && route.Timeout == 0 {
			route.Timeout = upstream.Timeout
		}
	}
	for i := range r.server.Upstreams {
		u := &r.server.Upstreams[i]
		if at := r.models[i]; len(u.Models) == 0 && at.Kind == yaml.MappingNode && lookup(at, "name") != nil && !routed[u.Name] {
			r.Add(at, "key_missing", "an upstream has no %q, which is required unless a route uses it", "models")
		}
	}
}

func (r *serverReader) sellerNames() (names []string) {
	for i := range r.server.Sellers {
		names = append(names, r.server.Sellers[i].Name)
	}
	return names
}

// checkPath refuses paths that the house or another route answers.
func (r *serverReader) checkPath(mux *http.ServeMux, route *Route, at routeNodes) {
	if route.Path == "" {
		return
	}
	for _, reserved := range reservedPaths {
		if route.Path == "/" || route.Path == reserved || strings.HasPrefix(route.Path, reserved+"/") || strings.HasPrefix(route.Path, "/{") {
			r.Add(at.path, "path_reserved", "path %q would stand before what the house answers itself (%s); begin it with a name of your own", yamlfile.Shorten(route.Path), strings.Join(reservedPaths, ", "))
			return
		}
	}
	for _, method := range route.Methods {
		if problem := register(mux, method+" "+route.Path); problem != "" {
			r.Add(at.path, "path_conflict", "path %q cannot be told from others: %s", yamlfile.Shorten(route.Path), problem)
			return
		}
	}
	for _, name := range wildcards(route.To) {
		if !slices.Contains(wildcards(route.Path), name) {
			r.Add(at.to, "wildcard_unknown", "to has the wildcard {%s}, which path does not have; %s", yamlfile.Shorten(name), yamlfile.Suggestion(name, wildcards(route.Path)))
		}
	}
	if route.To != "" && strings.HasSuffix(route.Path, "/") {
		r.Add(at.to, "wildcard_unknown", "path %q stands for everything below it, and to does not say where that goes; end path in {rest...} and use {rest...} in to", yamlfile.Shorten(route.Path))
	}
}

// register tries a pattern; net/http says by a panic what is wrong with one.
func register(mux *http.ServeMux, pattern string) (problem string) {
	defer func() {
		if p := recover(); p != nil {
			problem = strings.ReplaceAll(fmt.Sprint(p), "\n", " ")
			if _, text, found := strings.Cut(problem, "registered at"); found {
				problem = "it answers the same requests as another route" + afterPlace(text)
			}
		}
	}()
	mux.Handle(pattern, http.NotFoundHandler())
	return ""
}

// afterPlace drops the place in this program that net/http names, and keeps what
// it says about the patterns.
func afterPlace(text string) string {
	if _, detail, found := strings.Cut(text, "): "); found {
		return ": " + detail
	}
	return ""
}

// wildcards gives the names in a pattern, with the dots of the last one.
func wildcards(pattern string) (names []string) {
	for rest := pattern; ; {
		_, after, found := strings.Cut(rest, "{")
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			return names
		}
		if name != "$" {
			names = append(names, name)
		}
		rest = tail
	}
}

// checkPrices checks that a route can be charged for what its product costs.
func (r *serverReader) checkPrices(i int, card *tariff.Card) {
	route, at := &r.server.Routes[i], r.routes[i]
	product, ok := card.Model(route.Product)
	if !ok {
		names := make([]string, len(card.Models))
		for j := range card.Models {
			names[j] = card.Models[j].Name
		}
		r.Add(at.product, "route_unpriced", "the card %q has no product %q, and a route without a price is not served; %s", card.Name, route.Product, yamlfile.Suggestion(route.Product, names))
		return
	}
	unit, byUnit := product.Meters().Has(unitMeter), route.Unit != nil
	switch {
	case unit && !byUnit:
		r.Add(at.product, "route_unit_missing", "the product %q has a price for units, and the route does not say where they stand in an answer; add unit: {pointer: /usage/units, max: 1000}", route.Product)
	case byUnit && !unit:
		r.Add(at.unit, "route_unpriced", "the route counts units and the product %q has no price for them; add unit: {price: 0.01, per: 1} to its prices", route.Product)
	}
	if other := product.Meters() &^ routeMeters; other != 0 {
		m, _ := other.Next()
		r.Add(at.product, "route_meter_unmeasured", "the product %q has a price for %s, which a route cannot measure; it can be paid by request, unit, byte and second", route.Product, m)
	}
}

// meterOf finds a meter that is known to be there.
func meterOf(name string) meter.Meter {
	m, ok := meter.MeterNamed(name)
	if !ok {
		panic("config: there is no meter " + name)
	}
	return m
}
