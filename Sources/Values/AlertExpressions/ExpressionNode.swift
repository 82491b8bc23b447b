/// The tree of an expression.
package indirect enum ExpressionNode: Sendable, Equatable {
    /// Two or more, of which each must hold.
    case all([ExpressionNode])
    /// Two or more, of which one must hold.
    case any([ExpressionNode])
    case not(ExpressionNode)
    case comparison(ExpressionField, ExpressionTest)
}
