/// The elements of a JSON array in order.
package struct JSONElements: Sequence, IteratorProtocol {
    @usableFromInline let array: JSONView
    @usableFromInline var index: Int
    @usableFromInline let end: Int

    @inlinable
    init(of view: JSONView) {
        array = view
        index = view.index + 1
        end = view.kind == .array ? view.nextIndex - 1 : index
    }

    @inlinable
    package mutating func next() -> JSONView? {
        guard index < end else { return nil }
        let value = JSONView(array, at: index)
        index = value.nextIndex
        return value
    }
}
