package money

import "strings"

// The bounds of CAIP-2 (chain id) and CAIP-19 (asset type).
const (
	caipNamespaceMin      = 3
	caipNamespaceMax      = 8
	caipChainReferenceMax = 32
	caipAssetReferenceMax = 128

	// AssetCodeMax is the length of the longest asset code in bytes.
	AssetCodeMax = caipNamespaceMax + 1 + caipChainReferenceMax + 1 + caipNamespaceMax + 1 + caipAssetReferenceMax
)

// AssetCode checks the code of an asset and gives its canonical spelling. A
// code is an active ISO 4217 alphabetic code, in capitals, or a CAIP-19 asset
// type such as eip155:8453/erc20:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913. The
// addresses of erc20 tokens come out in lower case: their capitals are an
// EIP-55 checksum and part of no identity, and two spellings of one token must
// not become two assets. The error is an *AssetError.
func AssetCode(text string) (canonical string, err error) {
	switch {
	case text == "":
		return "", assetError(text, "asset_missing", "is empty; an asset is an ISO 4217 code such as USD or a CAIP-19 asset type")
	case len(text) > AssetCodeMax:
		return "", assetError(text, "asset_too_long", "has %d characters; at most %d are allowed", len(text), AssetCodeMax)
	case strings.ContainsAny(text, ":/"):
		return tokenCode(text)
	}
	if _, ok := currencyNamed(text); ok {
		return text, nil
	}
	if upper := strings.ToUpper(text); upper != text {
		if _, ok := currencyNamed(upper); ok {
			return "", assetError(text, "asset_not_canonical", "is not in capitals; write %s", upper)
		}
	}
	if text == "XXX" {
		return "", assetError(text, "asset_unknown", "stands for no currency at all in ISO 4217, so nothing can be counted in it")
	}
	return "", assetError(text, "asset_unknown", "is no active ISO 4217 code; write one such as USD, or a CAIP-19 asset type such as eip155:8453/erc20:0x followed by 40 hexadecimal digits")
}

// tokenCode checks a CAIP-19 asset type.
func tokenCode(text string) (string, error) {
	chain, asset, found := strings.Cut(text, "/")
	if !found {
		return "", assetError(text, "asset_malformed", "is no CAIP-19 asset type: a slash and the asset are missing after the chain id")
	}
	if strings.Contains(asset, "/") {
		return "", assetError(text, "asset_not_fungible", "names one token of a collection; amounts are counted in fungible assets, written without a token id")
	}
	chainSpace, chainReference, found := strings.Cut(chain, ":")
	if !found {
		return "", assetError(text, "asset_chain_malformed", "has the chain id %q without a colon; a CAIP-2 chain id is written like eip155:8453", chain)
	}
	assetSpace, reference, found := strings.Cut(asset, ":")
	if !found {
		return "", assetError(text, "asset_malformed", "has the asset %q without a colon; an asset is written like erc20:0x followed by 40 hexadecimal digits", asset)
	}
	switch {
	case !caipNamespace(chainSpace):
		return "", assetError(text, "asset_chain_malformed", "has the chain namespace %q; CAIP-2 allows 3 to 8 of a-z, 0-9 and -", chainSpace)
	case !caipText(chainReference, caipChainReferenceMax, "-_"):
		return "", assetError(text, "asset_chain_malformed", "has the chain reference %q; CAIP-2 allows 1 to %d of letters, digits, - and _", chainReference, caipChainReferenceMax)
	case !caipNamespace(assetSpace):
		return "", assetError(text, "asset_namespace_malformed", "has the asset namespace %q; CAIP-19 allows 3 to 8 of a-z, 0-9 and -", assetSpace)
	case !caipText(reference, caipAssetReferenceMax, "-.%"):
		return "", assetError(text, "asset_reference_malformed", "has the asset reference %q; CAIP-19 allows 1 to %d of letters, digits, -, . and %%", reference, caipAssetReferenceMax)
	}
	if chainSpace == "eip155" {
		return ethereumCode(text, chainReference, assetSpace, reference)
	}
	return text, nil
}

// ethereumCode applies what CAIP-2 and CAIP-19 say of the namespace eip155.
func ethereumCode(text, chain, space, reference string) (string, error) {
	if !isDigits(chain) || chain[0] == '0' {
		return "", assetError(text, "asset_chain_malformed", "has the chain reference %q; in the namespace eip155 it is the chain's number, such as 8453", chain)
	}
	switch space {
	case "erc20":
		if !isAddress(reference) {
			return "", assetError(text, "asset_address_malformed", "has the address %q; an erc20 address is 0x and 40 hexadecimal digits", reference)
		}
		return "eip155:" + chain + "/erc20:" + strings.ToLower(reference), nil
	case "slip44":
		if !isDigits(reference) || (reference[0] == '0' && len(reference) > 1) {
			return "", assetError(text, "asset_reference_malformed", "has the coin type %q; a slip44 reference is a number, such as 60", reference)
		}
	case "erc721", "erc1155":
		return "", assetError(text, "asset_not_fungible", "is a collection of %s tokens; amounts are counted in fungible assets, such as erc20 tokens", space)
	}
	return text, nil
}

func caipNamespace(s string) bool {
	if len(s) < caipNamespaceMin || len(s) > caipNamespaceMax {
		return false
	}
	for _, c := range []byte(s) {
		if c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// caipText reports whether s is 1 to longest letters, digits and others.
func caipText(s string, longest int, others string) bool {
	if s == "" || len(s) > longest {
		return false
	}
	for _, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func isAddress(s string) bool {
	return len(s) == 42 && strings.HasPrefix(s, "0x") && strings.Trim(s[2:], "0123456789abcdefABCDEF") == ""
}
