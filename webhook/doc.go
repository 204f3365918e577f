// Package webhook delivers the house's events to the addresses of those who
// want to be told, by the conventions of Standard Webhooks
// (https://www.standardwebhooks.com), version 1.0.0.
//
// An endpoint is an address with a party and, if it likes, a list of types. It
// gets what a key of that party sees in the feed of events, in the feed's order,
// each at least once and none left out: a cursor in the feed moves behind an
// event when the endpoint has taken it, and not before. So an event that is not
// taken holds up those behind it. That is meant: whoever follows a ledger wants
// its order, and a receiver that cannot take one event mostly cannot take the
// next. Endpoints do not wait for each other.
//
// A delivery that is not answered with 2xx in time is tried again by a Schedule.
// When that is used up, or when the answer is 410, the endpoint is disabled; its
// cursor stays, and once enabled it goes on from there. What was delivered when
// the program died before it knew is delivered again, under the same webhook-id.
//
// Endpoints, cursors and the last attempts are in a file of bbolt and not in the
// log: no money hangs on them, and a log that had to hold each attempt would
// grow with other people's outages. The ids of events outlive restarts and books
// that are written anew, so a cursor is all there is to remember.
//
// Secrets are kept nowhere. They follow from one key of the house, the
// endpoint's id and a version that each rotation counts up.
//
// What the package calls is chosen by customers, so it is careful: https alone
// unless the operator says otherwise, no redirects, no proxy, and addresses that
// are not public are refused when they are dialled, after the name was resolved.
//
// The caller owes a Source, calls Run once, and Close before the source closes.
package webhook
