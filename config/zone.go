package config

import (
	"errors"
	"sort"
	"time"
	_ "time/tzdata" // cards must not depend on what the machine has installed

	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// The years for which a card brings its zone's clock changes along. After the
// last one the clock stays as it is.
const (
	zoneYearFirst = 2020
	zoneYearLast  = 2060
)

// zone reads the name of a time zone and writes out its clock changes.
func (d *document) zone(n *yaml.Node) tariff.Zone {
	name, ok := d.Text(n, "timezone")
	if !ok || name == "UTC" {
		return tariff.Zone{}
	}
	z, err := Zone(name)
	if err != nil {
		d.Add(n, "timezone_unknown", "there is no time zone %q; write a name of the IANA database such as Europe/Berlin, or UTC", yamlfile.Shorten(name))
	}
	return z
}

var errLocal = errors.New("the machine's own zone is no zone for a card")

// Zone gives a time zone of the IANA database with its clock changes from 2020 to
// 2060.
func Zone(name string) (tariff.Zone, error) {
	place, err := time.LoadLocation(name)
	switch {
	case err != nil:
		return tariff.Zone{}, err
	case place == time.Local:
		// Whatever the machine is set to, which another machine is not.
		return tariff.Zone{}, errLocal
	case place == time.UTC:
		return tariff.Zone{}, nil
	}
	offset := func(at int64) int32 {
		_, seconds := time.Unix(at, 0).In(place).Zone()
		return int32(seconds)
	}
	const day = 24 * 60 * 60
	at := time.Date(zoneYearFirst, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	end := time.Date(zoneYearLast+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	z := tariff.Zone{Name: name, Offsets: []tariff.Offset{{From: at * int64(time.Second), Seconds: offset(at)}}}
	for ; at < end; at += day {
		was := z.Offsets[len(z.Offsets)-1].Seconds
		if offset(at+day) == was {
			continue
		}
		// No zone changes its clock twice within a day.
		change := at + int64(sort.Search(day, func(n int) bool { return offset(at+int64(n)) != was }))
		z.Offsets = append(z.Offsets, tariff.Offset{From: change * int64(time.Second), Seconds: offset(change)})
	}
	return z, nil
}
