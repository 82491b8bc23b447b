package import EventModel

/// The value that a field is compared with.
package enum ExpressionValue: Sendable, Equatable {
    case text(ExpressionLiteral)
    case integer(Int64)
    /// Only for the field `priority`; never unknown.
    case priority(Priority)
}
