/// One membership of a group: a member that joins again gets another one.
struct MemberToken: Hashable, Sendable {
    let group: String
    let id: UInt64
}
