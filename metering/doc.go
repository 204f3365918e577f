// Package metering takes usage that is pushed in as CloudEvents 1.0: hours of
// a machine, energy, stored bytes, whatever a seller meters himself.
//
// A Meter says which events count, where in them the quantity and the buyer
// stand, and how values become whole units of a product on the rate card. The
// Intake turns events into entries of the machine's Use command, in batches,
// and says of each event whether it was accepted, known before, or refused and
// why. The Handler is the same over HTTP, for one event, a batch, or a stream
// of lines.
//
// An event is known by its seller, source and id, as CloudEvents has it, and
// counts once: within the machine's window because the machine remembers, and
// after that because package seen does, on disk. Whoever is not sure that an
// answer arrived sends again.
package metering
