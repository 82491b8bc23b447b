/// The value of an expression for an alert, in Kleene's three-valued logic.
///
/// A regular expression that reached its limit is `undecided`. An expression counts as true only if it is not
/// undecided: a sender that makes a pattern run long must not get an alert past a filter with `not`.
///
/// Source: S. C. Kleene (1952), Introduction to Metamathematics, section 64.
package enum Truth: Sendable, Equatable {
    case yes
    case no
    case undecided

    init(_ value: Bool) {
        self = value ? .yes : .no
    }

    /// The opposite; what is undecided stays so.
    package var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .undecided: .undecided
        }
    }
}
