/// The members of a JSON object in the order of the text; a repeated key comes repeatedly.
package struct JSONMembers: Sequence, IteratorProtocol {
    /// One key, unescaped and borrowed, with its value.
    package struct Member {
        /// The unescaped UTF-8 bytes of the key, borrowed.
        package let key: UnsafeRawBufferPointer
        /// The value.
        package let value: JSONView

        @inline(__always)
        init(key: UnsafeRawBufferPointer, value: JSONView) {
            self.key = key
            self.value = value
        }
    }

    let object: JSONView
    var index: Int
    let end: Int

    @inline(__always)
    init(of view: JSONView) {
        object = view
        index = view.index + 1
        // The word of an object has the index behind its closing word.
        end = view.kind == .object ? view.nextIndex - 1 : index
    }

    @inline(__always)
    package mutating func next() -> Member? {
        guard index < end else { return nil }
        let value = JSONView(object, at: index + 1)
        let member = Member(key: JSONView(object, at: index).unsafeStringBytes, value: value)
        index = value.nextIndex
        return member
    }
}
