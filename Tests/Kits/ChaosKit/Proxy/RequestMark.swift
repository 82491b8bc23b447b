/// What a request's first bytes say of its answer's form.
struct RequestMark: Equatable {
    let api: Int16
    let version: Int16
}
