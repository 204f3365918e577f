// Package lists reads the public lists of sanctioned and restricted parties into one
// form, an Entry: OFAC's CSV files, OFAC's advanced XML, the Consolidated Screening List
// in JSON; and tables of countries by ISO 3166.
//
// The files are the operator's. None is compiled in and none is fetched: who answers for
// a list knows where it came from and of which day it is.
//
// What is wrong in a file is an error that says where, and what would be right; a list
// with a mistake in it is refused as a whole, because a list that is read in part lets
// through whom it leaves out. What is right but has no field in an Entry is counted in
// the List's Unread, with the first place where it stands.
package lists
