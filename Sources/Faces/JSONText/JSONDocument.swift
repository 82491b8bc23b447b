import CJSONText

/// The last document of a parser, and where a search for a member of it goes on.
struct JSONDocument {
    var record = eyrie_json_document()
    /// The index of the object that was searched last; 0, the root's, for none.
    var searchedObject = 0
    /// The index of the key behind the member that was found there.
    var nextKey = 0
}
