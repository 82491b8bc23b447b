import EventModel

/// Whether an alert came before, as a door sees it.
enum Newness: Equatable {
    /// It did not.
    case new
    /// The same bytes came before, and this is another event.
    case again(Occurrence)
    /// The same event was sent a second time.
    case duplicate
}
