/// How many connections each address has at the moment.
///
/// Only the event thread uses it. It holds as many addresses as there are connections at most.
final class AddressShares: @unchecked Sendable {
    // @unchecked: the event thread alone uses it after init.
    private let limit: Int
    private var counts: [IPAddress: Int] = [:]

    /// Begins with none; a limit of 0 is not a limit, and nothing is counted.
    init(limit: Int) {
        self.limit = limit
    }

    func hasRoom(for address: IPAddress) -> Bool {
        limit == 0 || counts[address, default: 0] < limit
    }

    func take(_ address: IPAddress?) {
        guard limit > 0, let address else {
            return
        }
        counts[address, default: 0] += 1
    }

    func giveBack(_ address: IPAddress?) {
        guard limit > 0, let address, let count = counts[address] else {
            return
        }
        counts[address] = count > 1 ? count - 1 : nil
    }
}
