/*
 * cli/main.c - the limbeck program
 */
#include "cli/main.h"

int main(int argc, char **argv)
{
	return limbeck_main(argc, argv, NULL);
}
