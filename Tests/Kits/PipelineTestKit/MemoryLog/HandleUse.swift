import Synchronization

/// Notices that two threads use one handle at the same time.
struct HandleUse: ~Copyable, Sendable {
    private let isBusy = Atomic<Bool>(false)

    /// Returns false when another call of the same handle has not ended yet.
    func begin() -> Bool {
        isBusy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }

    func end() {
        isBusy.store(false, ordering: .releasing)
    }
}
