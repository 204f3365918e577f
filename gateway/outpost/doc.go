// Package outpost lets a gateway stand at its seller's, away from the clearing
// house: Client is a gateway.Clearing, and Wallets a gateway.Wallets, which ask the
// house over HTTP for all that needs the ledger; Server answers them, in the house.
//
// The gateway's own key binds what it may do: it reserves, captures and voids calls
// of its seller's products, for buyers whose keys it was shown. It learns a key's id,
// party, networks and rates, and sends the SHA-256 of a secret, never the secret.
//
// One round trip reserves a call and one captures it. A key that was looked up is
// used for KeyLife, an unknown one refused for KeyLifeUnknown, and what is sold is
// asked for every OfferEvery; the house checks the key again at each reservation.
//
// Nothing runs that the house has not reserved durably. A capture or a void that
// does not reach the house is kept on this side's disk, durably, and sent again until
// it is taken or its hold must have run out; both are the same however often they are
// sent. What could not be charged is counted and said in the log.
//
// TLS is a reverse proxy's on the house's side; the client speaks it where the
// house's URL begins with https.
package outpost
