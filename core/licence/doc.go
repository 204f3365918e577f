// Package licence keeps what is used up of what rules allow: licences with their
// units, caps by window, shares of what others get, and meters that count and refuse
// nothing.
//
// A draw takes from several quotas at once, all or nothing, under the id of what uses
// them: a call, a payment, a shipment. It is open until it is settled, at what was used
// in the end, or returned, and what is open counts as used. So no number of draws at
// once goes beyond a quota. What comes back goes to the window that it was drawn from;
// if that is over, it is nobody's any more.
//
// Time comes with each draw and never goes back. Windows are of UTC.
//
// Of a closed draw nothing is kept. Whoever draws for a call or a transfer burns its id
// in the same command; ids kept here beside those would be kept twice, and for how long
// would be a second answer to the same question. A draw of the same id is the same draw
// while it is open, and a new one after that. Draws that nothing else is behind, as of
// a shipment, say so (Keep): their ids carry their time, are remembered for a day behind
// it, and refused when they are older.
package licence
