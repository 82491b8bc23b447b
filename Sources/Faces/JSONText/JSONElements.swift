/// The elements of a JSON array in order.
package struct JSONElements: Sequence, IteratorProtocol {
    let array: JSONView
    var index: Int
    let end: Int

    @inline(__always)
    init(of view: JSONView) {
        array = view
        index = view.index + 1
        end = view.kind == .array ? view.nextIndex - 1 : index
    }

    @inline(__always)
    package mutating func next() -> JSONView? {
        guard index < end else { return nil }
        let value = JSONView(array, at: index)
        index = value.nextIndex
        return value
    }
}

extension JSONView {
    /// How many elements an array has; 0 when the value is something else.
    package var elementCount: Int {
        var count = 0
        for _ in elements {
            count += 1
        }
        return count
    }
}
