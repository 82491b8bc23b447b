/// What an expression says of an alert, in Kleene's three-valued logic.
///
/// `undecided` is what a regular expression says when it reached its limit. Who asks whether an expression holds takes
/// it for no: a sender who makes a pattern run long must not get an alert past a filter with `not`.
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
