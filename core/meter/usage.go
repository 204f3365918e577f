package meter

// Source says where quantities come from.
type Source uint8

// The sources. Their numbers are part of the log's format.
const (
	Reported  Source = iota // by the upstream, in its answer
	Estimated               // counted here, because the upstream did not say
	Bound                   // the bound that was reserved, because nothing better is known

	sourceEnd
)

var sourceNames = [sourceEnd]string{"reported", "estimated", "bound"}

// String gives the source's name, "unknown" for what is no source.
func (s Source) String() string {
	if s < sourceEnd {
		return sourceNames[s]
	}
	return "unknown"
}

// SourceNamed finds a source by its name.
func SourceNamed(name string) (Source, bool) {
	for i, n := range sourceNames {
		if n == name {
			return Source(i), true
		}
	}
	return 0, false
}

// Usage is what one call used, and how that is known.
type Usage struct {
	Quantities Quantities
	Source     Source
	Cut        bool // the client went away before the answer was complete
}

// UsageSizeMax is the most bytes that encoded usage takes.
const UsageSizeMax = 1 + QuantitiesSizeMax

// usageCut is the bit of a usage's first byte that stands for Cut; the bits
// below it hold the source.
const usageCut = 0x80

// Append adds the encoding of u to b: a byte of source and Cut, then the
// quantities.
func (u *Usage) Append(b []byte) []byte {
	head := byte(u.Source)
	if u.Cut {
		head |= usageCut
	}
	return u.Quantities.Append(append(b, head))
}

// DecodeUsage reads usage from the start of b and gives the rest of b. It is as
// strict as DecodeQuantities. The error is a CodecError.
func DecodeUsage(b []byte) (u Usage, rest []byte, err error) {
	if len(b) == 0 {
		return Usage{}, nil, CodecTruncated
	}
	u.Cut = b[0]&usageCut != 0
	u.Source = Source(b[0] &^ usageCut)
	if u.Source >= sourceEnd {
		return Usage{}, nil, CodecSourceUnknown
	}
	if u.Quantities, rest, err = DecodeQuantities(b[1:]); err != nil {
		return Usage{}, nil, err
	}
	return u, rest, nil
}
