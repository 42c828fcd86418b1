/* orm/model/whole.c - is a shared object all there? */
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "orm/model/private.h"

static bool read_at(int fd, void *out, size_t len, uint64_t at)
{
	return pread(fd, out, len, (off_t)at) == (ssize_t)len;
}

/* Of what isn't for this machine, or no shared object, the loader tells. */
static bool is_ours(const ElfW(Ehdr) * header)
{
	return !memcmp(header->e_ident, ELFMAG, SELFMAG) &&
	       header->e_ident[EI_CLASS] == (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) &&
	       header->e_phentsize == sizeof(ElfW(Phdr));
}

static bool ends_early(int fd, uint64_t size)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) part;

	if (!read_at(fd, &header, sizeof(header), 0) || !is_ours(&header))
		return false;
	for (size_t i = 0; i < header.e_phnum; i++) {
		if (!read_at(fd, &part, sizeof(part), header.e_phoff + i * sizeof(part)))
			return true;
		if (part.p_type == PT_LOAD &&
		    (part.p_offset > size || part.p_filesz > size - part.p_offset))
			return true;
	}
	return false;
}

bool orm_model_file_is_cut(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool cut;

	if (fd < 0)
		return false;
	cut = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && ends_early(fd, (uint64_t)st.st_size);
	close(fd);
	return cut;
}
