/// The test of a field.
package enum ExpressionTest: Sendable, Equatable {
    case exists
    /// Texts are only equal or different; integers and priorities have an order.
    case compares(ExpressionOrder, ExpressionValue)
    /// At least one value.
    case isIn([ExpressionValue])
    case contains(ExpressionLiteral)
    case startsWith(ExpressionLiteral)
    case endsWith(ExpressionLiteral)
    case matches(ExpressionPattern)
}
